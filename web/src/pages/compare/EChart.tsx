import {Box, useComputedColorScheme} from '@mantine/core';
import type {EChartsCoreOption, EChartsType} from 'echarts/core';
import {useEffect, useRef} from 'react';
import {init} from './echarts';

interface Props {
  title: string;
  option: EChartsCoreOption;
  height: number;
  /** The run of the dot or line that was clicked. */
  open?: (id: string) => void;
}

/** A chart of ECharts on a canvas. Its tips are drawn there too: no text from outside ever becomes HTML. */
export default function EChart({title, option, height, open}: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const dark = useComputedColorScheme() === 'dark';
  const opened = useRef(open);
  useEffect(() => {
    opened.current = open;
  }, [open]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = init(element, dark ? 'dark' : undefined);
    chart.current = made;
    made.on('click', (event) => {
      const data = event.data as {id?: unknown} | undefined;
      if (typeof data?.id === 'string') opened.current?.(data.id);
    });
    const resized = new ResizeObserver(() => made.resize());
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, [dark]);
  useEffect(() => {
    chart.current?.setOption({backgroundColor: 'transparent', ...option}, {notMerge: true});
  }, [option, dark]);
  return <Box ref={box} role="img" aria-label={title} style={{height}} />;
}
