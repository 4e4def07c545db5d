import {Box, useComputedColorScheme} from '@mantine/core';
import {useEffect, useRef} from 'react';
import {useTranslation} from 'react-i18next';
import uPlot from 'uplot';

export interface Curve {
  label: string;
  /** Ascending. */
  steps: number[];
  values: (number | null)[];
}

const COLORS = ['#0b7285', '#e8590c', '#5f3dc4', '#2b8a3e', '#c2255c', '#1864ab', '#e67700', '#495057'];

/** Steps are whole, and so are the marks on their axis. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7, 1e8];

/** Past as many curves as there are colours, they come again dashed. */
function dash(place: number): {dash?: number[]} {
  return place < COLORS.length ? {} : {dash: [6, 4]};
}

/** Curves over steps; redrawn in place as points come in, so that nothing jumps. */
export function CurveChart({curves, height = 260, title}: {curves: Curve[]; height?: number; title: string}) {
  const box = useRef<HTMLDivElement>(null);
  const stepName = useTranslation().t('common.step');
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
        axes: [{stroke: ink, grid, incrs: STEPS}, {stroke: ink, grid, size: 60}],
        series: [
          {label: stepName},
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
  }, [labels, height, scheme, stepName]);

  useEffect(() => {
    data.current =
      curves.length === 0
        ? [[]]
        : uPlot.join(curves.map((curve) => [curve.steps, curve.values] satisfies uPlot.AlignedData));
    chart.current?.setData(data.current);
  }, [curves, scheme, labels, stepName]);

  return <Box ref={box} role="img" aria-label={title} style={{minHeight: height + 40}} />;
}
