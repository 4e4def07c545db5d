import react from '@vitejs/plugin-react';
import {defineConfig} from 'vitest/config';

// In development the pages come from Vite and the API from a running `./dure up`.
const server = process.env.DURE_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {target: 'es2023', chunkSizeWarningLimit: 900},
  server: {proxy: {'/api': server, '/ajax-api': server}},
  test: {include: ['src/**/*.test.ts']},
});
