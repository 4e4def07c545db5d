import {useComputedColorScheme} from '@mantine/core';
import {useEffect, useRef, type RefObject} from 'react';
import uPlot from 'uplot';

export interface AxisColors {
  stroke: string;
  grid: uPlot.Axis.Grid;
}

/** Between the marks of an axis whose values are whole. */
export const WHOLE_STEPS = Array.from({length: 16}, (_, power) => [1, 2, 5].map((each) => each * 10 ** power)).flat();

/** Of a chart's axes in the page's color scheme. */
export function axisColors(scheme: 'light' | 'dark'): AxisColors {
  const dark = scheme === 'dark';
  return {stroke: dark ? '#c9c9c9' : '#495057', grid: {stroke: dark ? '#3a3a3a' : '#e9ecef', width: 1}};
}

const COLORS = ['#0b7285', '#e8590c', '#5f3dc4', '#2b8a3e', '#c2255c', '#1864ab', '#e67700', '#495057'];

/** How the line at a place among others is drawn; past as many as there are colours, they come again dashed. */
export function lineAt(label: string, place: number): uPlot.Series {
  return {
    label,
    stroke: COLORS[place % COLORS.length] ?? '#0b7285',
    width: 2,
    points: {show: false},
    ...(place < COLORS.length ? {} : {dash: [6, 4]}),
  };
}

/**
 * A chart in a box, as wide as that. Made anew where its look changes; where only its data do it is redrawn in place, so that
 * nothing jumps.
 *
 * @param look memoised; of a chart with these axes
 * @param data memoised; one array a series
 * @returns of the box
 */
export function usePlot(
  height: number,
  look: (axis: AxisColors) => Omit<uPlot.Options, 'width' | 'height'>,
  data: uPlot.AlignedData,
): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef(data);
  const scheme = useComputedColorScheme();

  // First, so that a chart that is made anew begins with the newest.
  useEffect(() => {
    latest.current = data;
    chart.current?.setData(data);
  }, [data]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const plot = new uPlot({width: element.clientWidth, height, ...look(axisColors(scheme))}, latest.current, element);
    chart.current = plot;
    const resized = new ResizeObserver(() => plot.setSize({width: element.clientWidth, height}));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [height, look, scheme]);

  return box;
}
