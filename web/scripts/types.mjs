// Merges api/openapi/*.yaml, as the server does, and writes the TypeScript types of the API.
import {existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import openapiTS, {astToString} from 'openapi-typescript';
import {parse} from 'yaml';

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(web, '..', 'api', 'openapi');

function merge(into, from) {
  for (const [key, value] of Object.entries(from)) {
    const there = into[key];
    if (there && typeof there === 'object' && !Array.isArray(there)) merge(there, value);
    else into[key] = value;
  }
  return into;
}

const document = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .reduce((whole, name) => merge(whole, parse(readFileSync(join(folder, name), 'utf8'))), {});
const target = join(web, 'src', 'api', 'schema.d.ts');
mkdirSync(dirname(target), {recursive: true});
const types = astToString(await openapiTS(document, {defaultNonNullable: false}));
// One that is written anew looks newer than the pages that were built from it.
if (!existsSync(target) || readFileSync(target, 'utf8') !== types) writeFileSync(target, types);
