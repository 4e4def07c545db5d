import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {reasonWords} from './reasons';

const source = join(import.meta.dirname, '..');

interface Contract {
  components: {schemas: {ReasonCode: {enum: string[]}}};
}

const contract = parse(readFileSync(join(source, '../../api/openapi/00-common.yaml'), 'utf8')) as Contract;
const codes = contract.components.schemas.ReasonCode.enum;

function load(language: string): Record<string, string> {
  return JSON.parse(readFileSync(join(source, 'i18n', language, 'reasons.json'), 'utf8')) as Record<string, string>;
}

const placeholders = (text = '') => [...text.matchAll(/{{(\w+)}}/g)].map((found) => found[1]).sort();

describe.each(['ko', 'en'])('the reasons in %s', (language) => {
  it('have words for every code of the contract, and for no other', () => {
    expect(Object.keys(load(language)).sort()).toEqual([...codes].sort());
  });

  it.each(codes)('%s names the same things as in English', (code) => {
    expect(placeholders(load(language)[code])).toEqual(placeholders(load('en')[code]));
  });
});

describe('a reason', () => {
  const korean = load('ko');
  const words = (key: string, parameters: Record<string, string>) =>
    (korean[key.replace('reasons.', '')] ?? '').replace(/{{(\w+)}}/g, (_, name: string) => parameters[name] ?? '');
  const known = (key: string) => key.replace('reasons.', '') in korean;
  const exit = {code: 'EXIT_CODE' as const, parameters: {code: '3'}};
  const ended = {code: 'PROGRAM_ENDED' as const, parameters: {}};

  it('is said in the language of the page', () => {
    const reason = {text: 'the program has ended: exit code 3', parts: [ended, exit]};
    expect(reasonWords(reason, words, known)).toBe('프로그램이 끝났습니다: 종료 코드 3');
  });

  it('is the text of the server where a code is newer than the page', () => {
    const newer = {code: 'METEOR' as never, parameters: {}};
    expect(reasonWords({text: 'a meteor fell', parts: [newer]}, words, known)).toBe('a meteor fell');
  });

  it('is nothing where there is none', () => {
    expect(reasonWords(null, words, known)).toBe('');
  });
});
