import {describe, expect, it} from 'vitest';
import {offers, spot, take} from './completion';

const at = (text: string) => spot(text, text.length);
const labels = (text: string, keys: string[] = []) => offers(at(text), keys).map((offer) => offer.label);

describe('what may come next in a filter', () => {
  it('is a field at its beginning and behind AND', () => {
    expect(labels('')).toContain('metrics.');
    expect(labels('par')).toEqual(['params.']);
    expect(labels("status = 'x' AND sta")).toEqual(['status', 'start_time']);
  });

  it('is a key of the kind before the dot', () => {
    expect(at('metrics.lo')).toMatchObject({kind: 'key', of: 'METRIC', typed: 'lo'});
    expect(at('params.`a b')).toMatchObject({kind: 'key', of: 'PARAM', typed: 'a b'});
    expect(labels('tags.', ['mlflow.user'])).toEqual(['mlflow.user']);
    expect(labels('params.opt', ['layers', 'Optimizer'])).toEqual(['Optimizer']);
    expect(offers(at('tags.'), ['mlflow.user'])[0]?.text).toBe('`mlflow.user` ');
  });

  it('is a measure behind a metric', () => {
    expect(labels('metrics.loss.m')).toEqual(['min', 'max']);
    expect(labels('metrics.`a b`.')).toContain('at(…)');
  });

  it('is an operator that the field has', () => {
    expect(labels('metrics.loss ')).toEqual(['<', '<=', '>', '>=', '=', '!=']);
    expect(labels('params.lr I')).toEqual(['ILIKE', 'IS NULL', 'IS NOT NULL']);
    expect(labels('duration ')).not.toContain('LIKE');
  });

  it('is a value where there are few, then AND', () => {
    expect(labels("status = 'F")).toEqual(["'FINISHED'", "'FAILED'"]);
    expect(labels('metrics.loss < 1 ')).toEqual(['AND']);
    expect(labels("status IN ('RUNNING', 'FAILED') ")).toEqual(['AND']);
    expect(labels('params.lr IS NULL ')).toEqual(['AND']);
  });

  it('takes the place of what was typed', () => {
    const filter = 'metrics.lo < 1';
    const here = spot(filter, 10);
    const offer = offers(here, ['loss'])[0];
    expect(offer && take(filter, 10, here, offer)).toEqual({filter: 'metrics.loss < 1', caret: 12});
  });

  it('never fails, whatever is typed', () => {
    for (const text of ["'", '`', 'a.b.c.', '((((', 'AND AND', '= = =', '\u0000', '<img src=x>']) {
      for (let caret = 0; caret <= text.length; caret++) expect(() => offers(spot(text, caret), ['k'])).not.toThrow();
    }
  });
});
