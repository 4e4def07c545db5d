// A real platform on a fresh data folder, and a real Chromium before it.
import {execFile} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {chromium} from 'playwright-core';

const run = promisify(execFile);
const dure = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dure');

function freePort() {
  return new Promise((resolve, reject) => {
    const socket = createServer().listen(0, '127.0.0.1', () => {
      const {port} = socket.address();
      socket.close(() => resolve(port));
    });
    socket.on('error', reject);
  });
}

/** Agents outlive the server on purpose; those of a test do not outlive the test. */
function endAgents(data) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Gone meanwhile.
    }
  }
}

/** Starts `./dure up` on a fresh folder. */
export async function startPlatform() {
  const data = mkdtempSync(join(tmpdir(), 'dure-browser-'));
  const ports = [await freePort(), await freePort()];
  const {stdout} = await run(
    dure,
    ['up', '--detach', '--json', '--data', data, '--port', String(ports[0]), '--serve-port', String(ports[1])],
    {timeout: 300_000, maxBuffer: 1 << 24},
  );
  const up = JSON.parse(stdout.trim().split('\n').at(-1));
  const token = readFileSync(up.token_file, 'utf8').trim();
  return {
    ...up,
    password: readFileSync(up.password_file, 'utf8').trim(),
    token,
    /** The command line, signed in as the administrator. */
    dure: async (...words) => {
      const {stdout: said} = await run(dure, words, {
        timeout: 300_000,
        maxBuffer: 1 << 26,
        env: {...process.env, DURE_URL: up.url, DURE_TOKEN: token},
      });
      return said;
    },
    /** The public API, as the administrator. */
    api: async (method, path, body) => {
      const answer = await fetch(up.url + path, {
        method,
        headers: {authorization: `Bearer ${token}`, ...(body ? {'content-type': 'application/json'} : {})},
        ...(body ? {body: JSON.stringify(body)} : {}),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? null : answer.json();
    },
    stop: async () => {
      await run(dure, ['down', '--data', data], {timeout: 60_000});
      endAgents(data);
      rmSync(data, {recursive: true, force: true});
    },
  };
}

/** Starts Chromium; `CHROMIUM` names another one. */
export function startBrowser() {
  const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  if (!executablePath) throw new Error('No Chromium: apt-get install chromium, or set CHROMIUM');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
}

// The first question, who is signed in, is answered with 401 before anybody is. A correction may reach `server` before
// the answer that it corrects does; the page sends it again.
const EXPECTED = [/401/, /404 .*\/corrections$/];

/** A fresh page in one language, signed in; errors that the page meets are collected in `errors`. */
export async function signedIn(browser, platform, language) {
  const context = await browser.newContext({
    viewport: {width: 1360, height: 900},
    locale: language === 'ko' ? 'ko-KR' : 'en-US',
  });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    const error = `${message.text()} ${message.location().url}`;
    if (message.type() === 'error' && !EXPECTED.some((expected) => expected.test(error))) errors.push(error);
  });
  await page.goto(platform.url);
  await page.fill('input[autocomplete=username]', platform.admin);
  await page.fill('input[autocomplete=current-password]', platform.password);
  await page.click('button[type=submit]');
  await page.waitForSelector('nav');
  return {page, errors, context};
}

/** The whole page as a picture, where `SCREENSHOTS` names a folder for them. */
export async function shot(page, name) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, {recursive: true});
  await page.screenshot({path: join(folder, `${name}.png`), fullPage: true});
}
