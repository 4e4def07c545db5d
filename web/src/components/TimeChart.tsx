import {Box, useComputedColorScheme} from '@mantine/core';
import {useEffect, useRef} from 'react';
import {useTranslation} from 'react-i18next';
import uPlot from 'uplot';

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

const COLORS = ['#0b7285', '#e8590c', '#5f3dc4', '#2b8a3e', '#c2255c', '#1864ab', '#e67700', '#495057'];

/** Lines over time, in the reader's own zone; where nothing was told the line is broken. */
export function TimeChart({title, times, lines, height = 200, range, format, days = false}: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const scheme = useComputedColorScheme();
  const {t, i18n} = useTranslation();
  const labels = lines.map((line) => line.label).join('\n');
  const shown = useRef(format);
  const data = useRef<uPlot.AlignedData>([[]]);
  const least = range?.[0];
  const most = range?.[1];

  useEffect(() => {
    shown.current = format;
  });

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const ink = scheme === 'dark' ? '#c9c9c9' : '#495057';
    const grid = {stroke: scheme === 'dark' ? '#3a3a3a' : '#e9ecef', width: 1};
    const hours = new Intl.DateTimeFormat(
      i18n.language,
      days
        ? {month: 'numeric', day: 'numeric', timeZone: 'UTC'}
        : {hour: '2-digit', minute: '2-digit', month: 'numeric', day: 'numeric'},
    );
    const moment = (seconds: number) => hours.format(new Date(seconds * 1000));
    const written = (value: number | null) => (value == null ? '–' : shown.current(value));
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height,
        scales: {x: {time: true}, y: least === undefined || most === undefined ? {} : {range: [least, most]}},
        axes: [
          {stroke: ink, grid, space: 110, values: (_, splits) => splits.map(moment)},
          {stroke: ink, grid, size: 80, values: (_, splits) => splits.map(written)},
        ],
        series: [
          {label: t('common.time'), value: (_, seconds: number | null) => (seconds == null ? '–' : moment(seconds))},
          ...labels.split('\n').map((label, place) => ({
            label,
            stroke: COLORS[place % COLORS.length] ?? '#0b7285',
            width: 2,
            points: {show: false},
            value: (_: uPlot, value: number | null) => written(value),
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
  }, [labels, height, scheme, least, most, days, i18n.language, t]);

  useEffect(() => {
    data.current = [times, ...lines.map((line) => line.values)];
    chart.current?.setData(data.current);
  }, [times, lines, scheme, labels, i18n.language]);

  return <Box ref={box} role="img" aria-label={title} style={{minHeight: height + 40}} />;
}
