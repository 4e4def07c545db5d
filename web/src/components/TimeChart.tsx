import {Box} from '@mantine/core';
import {useCallback, useEffect, useMemo, useRef} from 'react';
import {useTranslation} from 'react-i18next';
import type uPlot from 'uplot';
import {lineAt, usePlot, type AxisColors} from './usePlot';

export interface TimeLine {
  label: string;
  values: (number | null)[];
}

interface Props {
  title: string;
  /** Unix seconds, ascending. */
  times: number[];
  lines: TimeLine[];
  height?: number;
  /** Of the values, where it is known beforehand. */
  range?: [number, number];
  format: (value: number) => string;
  /** Whether each moment is a whole day (UTC). */
  days?: boolean;
}

/** Lines over time, in the reader's own zone; where nothing was told the line is broken. */
export function TimeChart({title, times, lines, height = 200, range, format, days = false}: Props) {
  const {t, i18n} = useTranslation();
  const labels = lines.map((line) => line.label).join('\n');
  const shown = useRef(format);
  const least = range?.[0];
  const most = range?.[1];

  useEffect(() => {
    shown.current = format;
  });

  const look = useCallback(
    (axis: AxisColors) => {
      const hours = new Intl.DateTimeFormat(
        i18n.language,
        days
          ? {month: 'numeric', day: 'numeric', timeZone: 'UTC'}
          : {hour: '2-digit', minute: '2-digit', month: 'numeric', day: 'numeric'},
      );
      const moment = (seconds: number) => hours.format(new Date(seconds * 1000));
      const written = (value: number | null) => (value == null ? '–' : shown.current(value));
      return {
        scales: {x: {time: true}, y: least === undefined || most === undefined ? {} : {range: [least, most]}},
        axes: [
          {...axis, space: 110, values: (_, splits) => splits.map(moment)},
          {...axis, size: 80, values: (_, splits) => splits.map(written)},
        ],
        series: [
          {label: t('common.time'), value: (_, seconds: number | null) => (seconds == null ? '–' : moment(seconds))},
          ...labels.split('\n').map((label, place) => ({
            ...lineAt(label, place),
            value: (_: uPlot, value: number | null) => written(value),
          })),
        ],
      } satisfies Omit<uPlot.Options, 'width' | 'height'>;
    },
    [labels, least, most, days, i18n.language, t],
  );
  const data = useMemo((): uPlot.AlignedData => [times, ...lines.map((line) => line.values)], [times, lines]);
  const box = usePlot(height, look, data);

  return <Box ref={box} role="img" aria-label={title} style={{minHeight: height + 40}} />;
}
