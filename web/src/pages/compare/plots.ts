/** What ECharts is told to draw. */
import {shownNumber} from '../runs/cells';
import type {Kind} from '../runs/columns';
import {isNumbers, numeric, type Cell} from './differing';
import {nameOf} from './lines';
import type {Row} from './useCompared';

export interface PlotColumn {
  field: string;
  kind: Kind;
  /** Of the cell in each row. */
  place: number;
  /** Whether the runs are not all alike in it. */
  differs: boolean;
  /** Whether its numbers stand on a logarithmic axis. */
  logarithmic?: boolean;
}

/** From the least to the greatest; readable by those who do not tell red from green (viridis). */
const COLORS = ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725'];

function cellsOf(runs: Row[], columns: PlotColumn[], field: string): Cell[] {
  const place = columns.find((each) => each.field === field)?.place;
  return runs.map((row) => {
    const cell = place === undefined ? null : row.cells[place];
    return place !== undefined && field.endsWith('_time') && typeof cell === 'string' ? Date.parse(cell) : cell;
  });
}

function map(values: number[], dimension: number, text: string) {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return undefined;
  return {
    dimension, min: Math.min(...known), max: Math.max(...known), inRange: {color: COLORS}, calculable: true, right: 4,
    top: 'middle', text: [text, ''], formatter: (value: number) => shownNumber(value, 'en'),
  };
}

/** Tips as plain text on the canvas. */
const TIP = {show: true, renderMode: 'richText', confine: true} as const;

export function parallelOption(
  runs: Row[],
  columns: PlotColumn[],
  axes: string[],
  color: string | null,
  name: (row: Row) => string,
): Record<string, unknown> {
  const cells = axes.map((field) => cellsOf(runs, columns, field));
  const numbers = cells.map(isNumbers);
  const colors = color === null ? [] : cellsOf(runs, columns, color).map(numeric);
  const visualMap = color === null ? undefined : map(colors, axes.length, nameOf(color));
  return {
    ...(visualMap ? {visualMap} : {}),
    tooltip: {...TIP, formatter: (event: {name?: string}) => event.name ?? ''},
    parallel: {left: 60, right: visualMap ? 120 : 60, top: 50, bottom: 40, axisExpandable: false},
    parallelAxis: axes.map((field, dim) => ({
      dim,
      name: nameOf(field),
      nameTextStyle: {overflow: 'truncate', width: 130},
      ...(numbers[dim]
        ? columns.find((each) => each.field === field)?.logarithmic
          ? {type: 'log'}
          : {type: 'value', scale: true}
        : {type: 'category', data: [...new Set(cells[dim]?.map((cell) => String(cell ?? '–')))]}),
    })),
    series: {
      type: 'parallel',
      lineStyle: {width: 1.3, opacity: runs.length > 100 ? 0.35 : 0.7},
      smooth: false,
      data: runs.map((row, run) => ({
        id: row.id,
        name: name(row),
        value: [
          ...axes.map((_, dim) => {
            const cell = cells[dim]?.[run];
            if (!numbers[dim]) return String(cell ?? '–');
            const value = numeric(cell);
            return Number.isFinite(value) ? value : '-';
          }),
          ...(visualMap ? [Number.isFinite(colors[run]) ? colors[run] : '-'] : []),
        ],
      })),
    },
  };
}

export function scatterOption(
  runs: Row[],
  columns: PlotColumn[],
  wish: {x: string; y: string; color: string | null; logX: boolean; logY: boolean},
  name: (row: Row) => string,
): Record<string, unknown> {
  const {x, y, color} = wish;
  const [left, up] = [cellsOf(runs, columns, x), cellsOf(runs, columns, y)];
  const [numbersX, numbersY] = [isNumbers(left), isNumbers(up)];
  const colors = color === null ? [] : cellsOf(runs, columns, color).map(numeric);
  const visualMap = color === null ? undefined : map(colors, 2, nameOf(color));
  const axis = (field: string, numbers: boolean, logarithmic: boolean, cells: Cell[]) => ({
    name: nameOf(field), nameLocation: 'middle', nameGap: 30,
    ...(field.endsWith('_time')
      ? {type: 'time', scale: true}
      : numbers
        ? {type: logarithmic ? 'log' : 'value', scale: true}
        : {type: 'category', data: [...new Set(cells.map((cell) => String(cell ?? '–')))]}),
  });
  const at = (numbers: boolean, logarithmic: boolean, cell: Cell) => {
    if (!numbers) return String(cell ?? '–');
    const value = numeric(cell);
    return Number.isFinite(value) && (!logarithmic || value > 0) ? value : null;
  };
  return {
    ...(visualMap ? {visualMap} : {}),
    tooltip: {...TIP, formatter: (event: {name?: string; value?: unknown[]}) => `${event.name ?? ''}\n${(event.value ?? []).map(String).join(' · ')}`},
    grid: {left: 80, right: visualMap ? 130 : 30, top: 20, bottom: 60},
    xAxis: axis(x, numbersX, wish.logX, left),
    yAxis: {...axis(y, numbersY, wish.logY, up), nameGap: 60},
    series: {
      type: 'scatter', symbolSize: 9, itemStyle: {opacity: 0.8},
      data: runs.flatMap((row, run) => {
        const [placeX, placeY] = [at(numbersX, wish.logX, left[run]), at(numbersY, wish.logY, up[run])];
        if (placeX === null || placeY === null) return [];
        return [{id: row.id, name: name(row), value: [placeX, placeY, ...(visualMap ? [colors[run]] : [])]}];
      }),
    },
  };
}
