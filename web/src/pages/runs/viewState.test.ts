import {describe, expect, it} from 'vitest';
import {questionOf, readOrder, readView, WIDTH, writeView, type ViewState} from './viewState';

const state: ViewState = {
  filter: "metrics.loss.min < 0.1 AND tags.`a b` = '<b>&=?'",
  order: 'metrics.loss.min DESC',
  columns: [
    {field: 'metrics.loss.min', column: {kind: 'METRIC', key: 'loss', measure: 'min'}, width: 90},
    {field: 'params.`a~b,c`', column: {kind: 'PARAM', key: 'a~b,c'}, width: WIDTH},
  ],
  groups: ['params.lr'],
  life: 'DELETED_ONLY',
  experiments: ['3', '5'],
  problem: '0198-x',
  session: null,
  everywhere: false,
  project: 'own',
};

describe('the address of a view', () => {
  it('holds all that is shown', () => {
    expect(readView(new URLSearchParams(writeView(state).toString()))).toEqual(state);
  });

  it('is empty for what is shown first', () => {
    expect(writeView(readView(new URLSearchParams())).toString()).toBe('');
  });

  it('leaves out what it cannot read', () => {
    const read = readView(new URLSearchParams('col=nonsense&col=status&col=status&group=%3Cscript%3E&life=what'));
    expect(read.columns?.map((each) => each.field)).toEqual(['status']);
    expect(read.groups).toEqual([]);
    expect(read.life).toBe('ACTIVE_ONLY');
  });

  it('keeps widths within reason', () => {
    expect(readView(new URLSearchParams('col=status~1')).columns?.[0]?.width).toBe(60);
    expect(readView(new URLSearchParams('col=status~9999')).columns?.[0]?.width).toBe(800);
  });

  it('becomes the question to the server', () => {
    expect(questionOf(state, 'p')).toEqual({
      experiments: ['3', '5'], problem: '0198-x', view: 'DELETED_ONLY', filter: state.filter,
      order: ['metrics.loss.min DESC'],
    });
    expect(questionOf(readView(new URLSearchParams()), 'p').projects).toEqual(['p']);
    expect(questionOf(readView(new URLSearchParams('projects=other')), 'p').projects).toEqual(['other']);
    expect(questionOf(readView(new URLSearchParams('projects=all')), 'p').projects).toBeUndefined();
  });
});

describe('an order', () => {
  it('is a field and a direction', () => {
    expect(readOrder('metrics.`a ASC b`.last DESC')).toEqual({field: 'metrics.`a ASC b`.last', ascending: false});
    expect(readOrder('status')).toEqual({field: 'status', ascending: true});
    expect(readOrder('')).toBeNull();
  });
});
