/** Draws curves onto a chart's canvas: hundreds of lines in one go, without an object for any of their points. */
import type uPlot from 'uplot';

export interface Line {
  id: string;
  label: string;
  color: string;
  x: readonly number[];
  y: readonly number[];
  /** Half the height of a band around the line. */
  spread?: readonly number[];
  /** The line before it was smoothed. */
  raw?: readonly number[];
}

export interface Place {
  x: (value: number) => number;
  y: (value: number) => number;
}

/** From values to canvas pixels, both scales linear or logarithmic. */
export function placeOf(plot: uPlot, logX: boolean, logY: boolean): Place {
  const {left, top, width, height} = plot.bbox;
  const one = (min: number, max: number, logarithmic: boolean) => {
    const value = logarithmic ? Math.log10 : (each: number) => each;
    const [from, to] = [value(min), value(max)];
    return (each: number) => (value(each) - from) / (to - from);
  };
  const x = one(plot.scales.x?.min ?? 0, plot.scales.x?.max ?? 1, logX);
  const y = one(plot.scales.y?.min ?? 0, plot.scales.y?.max ?? 1, logY);
  return {x: (value) => left + x(value) * width, y: (value) => top + (1 - y(value)) * height};
}

/** All lines within the chart's frame; raw ones and bands faint below them. */
export function drawLines(plot: uPlot, lines: readonly Line[], place: Place, strong: number): void {
  const {ctx, bbox} = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineJoin = 'round';
  for (const line of lines) {
    if (line.spread) fillBand(ctx, line, line.spread, place);
    if (line.raw) stroke(ctx, line.x, line.raw, line.color, place, 1, 0.22);
  }
  for (const line of lines) stroke(ctx, line.x, line.y, line.color, place, strong, lines.length > 40 ? 0.75 : 1);
  ctx.restore();
}

export function stroke(
  ctx: CanvasRenderingContext2D,
  x: readonly number[],
  y: readonly number[],
  color: string,
  place: Place,
  width: number,
  alpha: number,
): void {
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.globalAlpha = alpha;
  ctx.lineWidth = width * devicePixelRatio;
  ctx.beginPath();
  let down = false;
  let only: [number, number] | null = null;
  for (let at = 0; at < x.length; at++) {
    const [left, top] = [place.x(x[at] ?? NaN), place.y(y[at] ?? NaN)];
    if (!Number.isFinite(left) || !Number.isFinite(top)) {
      if (only) dot(ctx, only, width);
      only = null;
      down = false;
    } else if (down) {
      ctx.lineTo(left, top);
      only = null;
    } else {
      ctx.moveTo(left, top);
      down = true;
      only = [left, top];
    }
  }
  if (only) dot(ctx, only, width);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** A point that has no neighbour would be invisible as a line. */
function dot(ctx: CanvasRenderingContext2D, [left, top]: [number, number], width: number): void {
  const size = (width + 2) * devicePixelRatio;
  ctx.fillRect(left - size / 2, top - size / 2, size, size);
}

function fillBand(ctx: CanvasRenderingContext2D, line: Line, spread: readonly number[], place: Place): void {
  ctx.fillStyle = line.color;
  ctx.globalAlpha = 0.18;
  const points = line.x.flatMap((x, at) => {
    const [middle, half] = [line.y[at] ?? NaN, spread[at] ?? NaN];
    const [left, high, low] = [place.x(x), place.y(middle + half), place.y(middle - half)];
    return [left, high, low].every(Number.isFinite) ? [{left, high, low}] : [];
  });
  ctx.beginPath();
  points.forEach(({left, high}) => ctx.lineTo(left, high));
  points.reverse().forEach(({left, low}) => ctx.lineTo(left, low));
  ctx.closePath();
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** The line nearest to a place on the canvas, within `reach` pixels above or below; and its point there. */
export function nearest(
  lines: readonly Line[],
  place: Place,
  left: number,
  top: number,
  reach: number,
): {line: Line; at: number} | null {
  let best: {line: Line; at: number} | null = null;
  let closest = reach;
  for (const line of lines) {
    let low = 0;
    let high = line.x.length - 1;
    if (high < 0) continue;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (place.x(line.x[middle] ?? 0) <= left) low = middle;
      else high = middle;
    }
    const at = Math.abs(place.x(line.x[low] ?? 0) - left) < Math.abs(place.x(line.x[high] ?? 0) - left) ? low : high;
    const [from, to] = [place.x(line.x[low] ?? 0), place.x(line.x[high] ?? 0)];
    if (left < Math.min(from, to) - reach || left > Math.max(from, to) + reach) continue;
    const share = to === from ? 0 : Math.min(1, Math.max(0, (left - from) / (to - from)));
    const height = place.y(line.y[low] ?? NaN) * (1 - share) + place.y(line.y[high] ?? NaN) * share;
    const distance = Math.abs(height - top);
    if (distance < closest) {
      closest = distance;
      best = {line, at};
    }
  }
  return best;
}
