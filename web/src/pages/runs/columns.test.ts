import {describe, expect, it} from 'vitest';
import {both, clause, field, groupable, parseField, type Column} from './columns';

describe('columns', () => {
  const columns: Column[] = [
    {kind: 'METRIC', key: 'loss', measure: 'min'},
    {kind: 'METRIC', key: 'val/loss.min', measure: 'at(100)'},
    {kind: 'METRIC', key: 'system/gpu 0: used', measure: 'last'},
    {kind: 'PARAM', key: 'optimizer.lr'},
    {kind: 'TAG', key: 'mlflow.runName'},
    {kind: 'DATASET', key: 'digest'},
    {kind: 'ATTRIBUTE', key: 'start_time'},
  ];

  it.each(columns)('are read as they were written: $key', (column) => {
    expect(parseField(field(column))).toEqual(column);
  });

  it('put what is not a plain word into backticks', () => {
    expect(field({kind: 'METRIC', key: 'loss.min'})).toBe('metrics.`loss.min`.last');
    expect(field({kind: 'PARAM', key: 'lr'})).toBe('params.lr');
  });

  it.each(['', 'colour', 'metrics.', 'metrics.loss.mean', 'params.lr.min', 'metrics.loss.at(x)', '<script>'])(
    'are nothing else: %s',
    (text) => expect(parseField(text)).toBeNull(),
  );

  it('say by which the runs can be grouped', () => {
    expect(columns.filter(groupable).map((column) => column.key)).toEqual(['optimizer.lr', 'mlflow.runName', 'digest']);
  });
});

describe('a clause', () => {
  it('finds one value of a column', () => {
    expect(clause({kind: 'PARAM', key: 'lr'}, '0.1')).toBe("params.lr = '0.1'");
    expect(clause({kind: 'PARAM', key: 'lr'}, "it's")).toBe('params.lr = "it\'s"');
    expect(clause({kind: 'PARAM', key: 'lr'}, null)).toBe('params.lr IS NULL');
    expect(clause({kind: 'PARAM', key: 'lr'}, `'"`)).toBeNull();
  });

  it('joins another one', () => {
    expect(both(' ', 'a = 1')).toBe('a = 1');
    expect(both('b = 2', 'a = 1')).toBe('b = 2 AND a = 1');
  });
});
