import {describe, expect, it} from 'vitest';
import {ofMlflow} from './mlflowAddress';

const RUN = '7dce1619050c488d9b5ad1da78432eba';

describe('an address of MLflow’s pages', () => {
  it.each([
    [`#/experiments/2/runs/${RUN}`, `/runs/${RUN}`],
    [`#/experiments/2/runs/${RUN}/artifacts/model`, `/runs/${RUN}?tab=artifacts`],
    [`#/experiments/2/runs/${RUN}/system-metrics`, `/runs/${RUN}?tab=system`],
    ['#/experiments/2', '/runs?experiment=2'],
    ['#/experiments/2/traces?selectedEvaluationId=tr-1', '/runs?experiment=2'],
    ['#/experiments', '/runs'],
    ['#/models', '/models'],
    ['#/models/a%20b/versions/3', '/models?search=a+b'],
    [`#/compare-runs?runs=["${RUN}","a"]&experiments=["2"]`, `/runs/compare?runs=${RUN},a`],
  ])('%s leads to %s', (hash, path) => {
    expect(ofMlflow(hash)).toBe(path);
  });

  it('leaves other addresses alone, and breaks on none', () => {
    expect(ofMlflow('')).toBeNull();
    expect(ofMlflow('#content')).toBeNull();
    expect(ofMlflow('#/experimentsX/2')).toBeNull();
    expect(ofMlflow('#/experiments/%')).toBe('/runs?experiment=%25');
    expect(ofMlflow('#/compare-runs?runs=[')).toBe('/runs/compare?runs=');
  });
});
