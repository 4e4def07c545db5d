import {useDebouncedValue} from '@mantine/hooks';
import {keepPreviousData, useQuery} from '@tanstack/react-query';
import {useMemo, useState, type ComponentProps} from 'react';
import {client, ok} from '../../api/client';
import {isThinned, joined, stretchOf, type RawCurve} from './curves';
import type {Line} from './drawing';
import {LinesChart} from './LinesChart';

interface Props extends Omit<ComponentProps<typeof LinesChart>, 'lines' | 'zoomed'> {
  /** Of runs. */
  ids: string[];
  metric: string;
  /** Points of one curve. */
  most: number;
  /** Whether points need their times. */
  times?: boolean;
  /** The metric's whole curves. */
  raw: RawCurve[];
  /** Where the points of a curve stand on the axis. Both functions stay the same while what they make does. */
  placesOf: (curve: RawCurve) => number[];
  linesOf: (raw: RawCurve[]) => Line[];
}

/** Curves of few points that become the curves as they were logged where one looks closer. */
export function NearChart({ids, metric, most, times = false, raw, placesOf, linesOf, ...chart}: Props) {
  const [zoom, setZoom] = useState<[number, number] | null>(null);
  const [seen] = useDebouncedValue(zoom, 250);
  const stretch = useMemo(
    () => (seen && raw.some(isThinned) ? stretchOf(raw, placesOf, seen[0], seen[1]) : null),
    [seen, raw, placesOf],
  );
  const near = useQuery({
    queryKey: ['near-curves', ids, metric, most, times, stretch],
    enabled: stretch !== null,
    placeholderData: keepPreviousData,
    queryFn: async ({signal}) => {
      const body = {
        query: {runs: ids, view: 'ALL' as const}, keys: [metric], most, times,
        from_step: stretch?.from ?? null, to_step: stretch?.to ?? null,
      };
      const found = await ok(client.POST('/api/v1/runs/curves', {body, signal}));
      return {stretch, curves: new Map<string, RawCurve>(found.items.map((each) => [each.run, each]))};
    },
  });
  const found = stretch ? near.data : undefined;
  const lines = useMemo(() => {
    const at = found?.stretch;
    return linesOf(at ? raw.map((whole) => joined(whole, found.curves.get(whole.run), at)) : raw);
  }, [found, raw, linesOf]);
  return <LinesChart {...chart} lines={lines} zoomed={setZoom} />;
}
