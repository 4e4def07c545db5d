import {describe, expect, it} from 'vitest';
import {detailsOf, pathOf} from './audit';

const ID = '01a22987-0fa5-7fcd-bcd0-281e66de157a';

describe('an entry of the audit trail', () => {
  it('leads to the page of its thing', () => {
    expect(pathOf(`session ${ID}`)).toBe(`/sessions/${ID}`);
    expect(pathOf('run 0f56c024b15b43838c0b4aa5305eb269')).toBe('/runs/0f56c024b15b43838c0b4aa5305eb269');
    expect(pathOf('model digits version 8')).toBeNull();
    expect(pathOf('session ../../x')).toBeNull();
    expect(pathOf(`token ${ID}`)).toBeNull();
  });

  it('tells what stands in its detail, but for ids', () => {
    expect(detailsOf(`{"name": "plain", "gpus": 2, "id": "${ID}"}`)).toBe('name: plain · gpus: 2');
    expect(detailsOf('{}')).toBe('');
    expect(detailsOf('{"hosts": ["*.example.org"]}')).toBe('hosts: ["*.example.org"]');
    expect(detailsOf('no object')).toBe('no object');
  });
});
