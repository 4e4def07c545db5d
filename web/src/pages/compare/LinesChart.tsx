import {Box, useComputedColorScheme} from '@mantine/core';
import {useEffect, useRef, useState} from 'react';
import {useTranslation} from 'react-i18next';
import uPlot from 'uplot';
import {axisColors, WHOLE_STEPS} from '../../components/usePlot';
import {shownNumber, visible} from '../runs/cells';
import {extent} from './curves';
import {drawLines, nearest, placeOf, stroke, type Line} from './drawing';

interface Props {
  title: string;
  lines: Line[];
  /** What stands below the axis. */
  axis: string;
  /** Whether x is in Unix seconds. */
  time?: boolean;
  logX?: boolean;
  logY?: boolean;
  height?: number;
  /** Whether x are whole numbers. */
  whole?: boolean;
  /** The line that stands out. */
  highlighted?: string | null;
  highlight?: (id: string | null) => void;
  /** Told which part of the x axis is in sight; null for all of it. */
  zoomed?: (range: [number, number] | null) => void;
}

/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment -- uPlot's const enum has no value at run time */
const LINEAR: uPlot.Scale.Distr = 1;
const LOGARITHMIC: uPlot.Scale.Distr = 3;
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */

interface Hover {
  label: string;
  color: string;
  x: number;
  y: number;
  left: number;
  top: number;
}

/** Many lines over one axis. Drag to zoom, double click to see all again; the line at the pointer stands out. */
export function LinesChart({title, lines, axis, time = false, logX = false, logY = false, height = 280, whole = false, highlighted = null, highlight, zoomed}: Props) {
  const {i18n} = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const overlay = useRef<HTMLCanvasElement | null>(null);
  const plot = useRef<uPlot | null>(null);
  const shown = useRef(lines);
  const tell = useRef(highlight);
  const tellZoom = useRef(zoomed);
  const ends = useRef<[number, number] | null>(null);
  const zoom = useRef<[number, number] | null>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  const scheme = useComputedColorScheme();

  useEffect(() => {
    shown.current = lines;
    tell.current = highlight;
    tellZoom.current = zoomed;
  }, [lines, highlight, zoomed]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const colors = axisColors(scheme);
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: {show: false},
        scales: {
          x: {time, distr: logX ? LOGARITHMIC : LINEAR, range: (_, min, max) => widened(min, max, logX, 0)},
          y: {distr: logY ? LOGARITHMIC : LINEAR, range: (_, min, max) => widened(min, max, logY, 0.04)},
        },
        axes: [
          {...colors, ...(whole && !logX ? {incrs: WHOLE_STEPS} : {}), label: axis, labelSize: 18, size: 44, labelFont: '12px sans-serif'},
          {...colors, size: 64, values: (_, ticks) => ticks.map((tick: number | null) => (tick === null ? '' : shownNumber(tick, 'en')))},
        ],
        cursor: {drag: {x: true, y: true, uni: 20}, points: {show: false}},
        series: [{}, {show: true, stroke: 'transparent', points: {show: false}}],
        hooks: {
          setScale: [
            (each, key) => {
              const {min, max} = each.scales.x ?? {};
              if (key !== 'x' || ends.current === null || min == null || max == null) return;
              const [first, last] = ends.current;
              const now: [number, number] | null = min > first || max < last ? [min, max] : null;
              if (now?.[0] === zoom.current?.[0] && now?.[1] === zoom.current?.[1]) return;
              zoom.current = now;
              tellZoom.current?.(now);
            },
          ],
          draw: [(each) => drawLines(each, shown.current, placeOf(each, logX, logY), shown.current.length > 40 ? 1 : 1.6)],
          setCursor: [
            (each) => {
              const [left, top] = [(each.cursor.left ?? -1) * devicePixelRatio, (each.cursor.top ?? -1) * devicePixelRatio];
              const found =
                left < 0
                  ? null
                  : nearest(shown.current, placeOf(each, logX, logY), left + each.bbox.left, top + each.bbox.top, 40 * devicePixelRatio);
              tell.current?.(found?.line.id ?? null);
              setHover(
                found && {
                  label: found.line.label, color: found.line.color, x: found.line.x[found.at] ?? NaN,
                  y: found.line.y[found.at] ?? NaN, left: each.cursor.left ?? 0, top: each.cursor.top ?? 0,
                },
              );
            },
          ],
        },
      },
      [[], []],
      element,
    );
    const above = document.createElement('canvas');
    above.style.cssText = 'position:absolute;inset:0;pointer-events:none;width:100%;height:100%';
    chart.over.parentElement?.appendChild(above);
    overlay.current = above;
    plot.current = chart;
    const resized = new ResizeObserver(() => chart.setSize({width: element.clientWidth, height}));
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.destroy();
      plot.current = null;
      ends.current = null;
      if (zoom.current !== null) tellZoom.current?.(null);
      zoom.current = null;
    };
  }, [scheme, height, time, logX, logY, axis, whole]);

  useEffect(() => {
    const chart = plot.current;
    if (!chart) return;
    // Two points at the corners: uPlot makes axes and zoom, the lines are drawn by hand.
    const x = extent(lines.flatMap((line) => corners(line.x)), logX);
    const y = extent(heights(lines), logY);
    // Points that come while somebody looks closer leave what is in sight where it is.
    const near = zoom.current !== null;
    ends.current = x && [x[0], x[1]];
    chart.setData(x && y ? [x, y] : [[], []], !near);
    if (near) chart.redraw(false);
  }, [lines, scheme, height, time, logX, logY, axis]);

  useEffect(() => {
    const [chart, above] = [plot.current, overlay.current];
    if (!chart || !above) return;
    above.width = chart.ctx.canvas.width;
    above.height = chart.ctx.canvas.height;
    const line = lines.find((each) => each.id === highlighted);
    const ctx = above.getContext('2d');
    if (!line || !ctx) return;
    ctx.rect(chart.bbox.left, chart.bbox.top, chart.bbox.width, chart.bbox.height);
    ctx.clip();
    stroke(ctx, line.x, line.y, line.color, placeOf(chart, logX, logY), 4, 1);
  }, [highlighted, lines, logX, logY, scheme]);

  return (
    <Box pos="relative" onMouseLeave={() => highlight?.(null)}>
      <div ref={box} role="img" aria-label={title} style={{minHeight: height}} />
      {hover && (
        <div className="chart-hover" style={{left: hover.left + 76, top: hover.top + 8}}>
          <span style={{color: hover.color}}>■</span> {visible(hover.label)}
          <br />
          {time ? new Date(hover.x * 1000).toLocaleString(i18n.language) : shownNumber(hover.x, i18n.language)}
          {' · '}
          <b>{shownNumber(hover.y, i18n.language)}</b>
        </div>
      )}
    </Box>
  );
}

function corners(x: readonly number[]): number[] {
  return x.length === 0 ? [] : [x[0] ?? NaN, x.find((each) => each > 0) ?? NaN, x.at(-1) ?? NaN];
}

function* heights(lines: readonly Line[]): Generator<number> {
  for (const line of lines) {
    for (let at = 0; at < line.y.length; at++) {
      const value = line.y[at] ?? NaN;
      const half = line.spread?.[at] ?? 0;
      yield value;
      if (half > 0) {
        yield value + half;
        yield value - half;
      }
      const raw = line.raw?.[at];
      if (raw !== undefined) yield raw;
    }
  }
}

/** A scale never has two equal ends, and its lines do not touch the frame. */
function widened(min: number | null, max: number | null, logarithmic: boolean, margin: number): [number, number] {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return logarithmic ? [0.1, 10] : [0, 1];
  if (logarithmic) {
    const low = min > 0 ? min : 1e-12;
    return max > low ? [low / (1 + margin), max * (1 + margin)] : [low / 2, low * 2];
  }
  if (min === max) return [min - (Math.abs(min) || 1) / 2, max + (Math.abs(max) || 1) / 2];
  const more = (max - min) * margin;
  return [min - more, max + more];
}
