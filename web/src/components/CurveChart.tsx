import {Box} from '@mantine/core';
import {useCallback, useMemo} from 'react';
import {useTranslation} from 'react-i18next';
import uPlot from 'uplot';
import {lineAt, usePlot, WHOLE_STEPS, type AxisColors} from './usePlot';

export interface Curve {
  label: string;
  /** Ascending. */
  steps: number[];
  values: (number | null)[];
}

interface Props {
  curves: Curve[];
  height?: number;
  title: string;
  /** What is counted along the chart; steps where nothing is said. */
  along?: string;
  /** Whether a value holds until the next one. */
  held?: boolean;
}

/** Curves over steps; redrawn in place as points come in. */
export function CurveChart({curves, height = 260, title, along, held = false}: Props) {
  const {t} = useTranslation();
  const stepName = along ?? t('common.step');
  const labels = curves.map((curve) => curve.label).join('\n');

  const look = useCallback(
    (axis: AxisColors) => ({
      scales: {x: {time: false}},
      axes: [{...axis, incrs: WHOLE_STEPS}, {...axis, size: 60}],
      series: [
        {label: stepName},
        ...labels.split('\n').map((label, place) => ({
          ...lineAt(label, place),
          spanGaps: true,
          ...(held && uPlot.paths.stepped ? {paths: uPlot.paths.stepped({align: 1})} : {}),
        })),
      ],
    }),
    [labels, stepName, held],
  );
  const data = useMemo(
    (): uPlot.AlignedData =>
      curves.length === 0
        ? [[]]
        : uPlot.join(curves.map((curve) => [curve.steps, curve.values] satisfies uPlot.AlignedData)),
    [curves],
  );
  const box = usePlot(height, look, data);

  return <Box ref={box} role="img" aria-label={title} style={{minHeight: height + 40}} />;
}
