import {Box, useComputedColorScheme} from '@mantine/core';
import {useEffect, useRef} from 'react';
import uPlot from 'uplot';

export interface Curve {
  label: string;
  /** Ascending. */
  steps: number[];
  values: (number | null)[];
}

const COLORS = ['#0b7285', '#e8590c', '#5f3dc4', '#2b8a3e', '#c2255c', '#1864ab', '#e67700', '#495057'];

/** Past as many curves as there are colours, they come again dashed. */
function dash(place: number): {dash?: number[]} {
  return place < COLORS.length ? {} : {dash: [6, 4]};
}

/** Curves over steps; redrawn in place as points come in, so that nothing jumps. */
export function CurveChart({curves, height = 260, title}: {curves: Curve[]; height?: number; title: string}) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();
  const labels = curves.map((curve) => curve.label).join('\n');
  const data = useRef<uPlot.AlignedData>([[]]);
  const chart = useRef<uPlot | null>(null);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const ink = scheme === 'dark' ? '#c9c9c9' : '#495057';
    const grid = {stroke: scheme === 'dark' ? '#3a3a3a' : '#e9ecef', width: 1};
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height,
        scales: {x: {time: false}},
        axes: [{stroke: ink, grid}, {stroke: ink, grid, size: 60}],
        series: [
          {},
          ...labels.split('\n').map((label, place) => ({
            label,
            stroke: COLORS[place % COLORS.length] ?? '#0b7285',
            width: 2,
            ...dash(place),
            spanGaps: true,
            points: {show: false},
          })),
        ],
      },
      data.current,
      element,
    );
    chart.current = plot;
    const resized = new ResizeObserver(() => plot.setSize({width: element.clientWidth, height}));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [labels, height, scheme]);

  useEffect(() => {
    data.current =
      curves.length === 0
        ? [[]]
        : uPlot.join(curves.map((curve) => [curve.steps, curve.values] satisfies uPlot.AlignedData));
    chart.current?.setData(data.current);
  }, [curves, scheme, labels]);

  return <Box ref={box} role="img" aria-label={title} style={{minHeight: height + 40}} />;
}
