import type {Schema} from '../../api/client';

type Start = Schema<'StartEstimate'>;
type Words = (key: string, parameters: Record<string, unknown>) => string;

/** 75 → "75 s"; 600 → "10 min"; 9,000 → "2.5 h", in the page's language. */
export function span(seconds: number, language: string): string {
  const [value, unit] = seconds < 90 ? [Math.round(seconds), 'second'] : seconds < 5400 ? [Math.round(seconds / 60), 'minute'] : [seconds / 3600, 'hour'];
  return new Intl.NumberFormat(language, {style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1}).format(value);
}

/** When it starts, in one line: the likeliest, or what is known at all. */
export function startLine(start: Start | null | undefined, t: Words, language: string): string {
  if (!start) return t('room.start_far', {});
  if (!start.interval) {
    return start.at_limits_seconds == null
      ? t('room.start_never', {})
      : t('room.start_unknown', {limit: span(start.at_limits_seconds, language)});
  }
  if (start.interval.high90_seconds < 1) return t('room.start_now', {});
  return t('room.start_in', {span: span(start.interval.median_seconds, language)});
}

/** The two intervals, null where there are none. */
export function intervalLine(start: Start | null | undefined, t: Words, language: string): string | null {
  const interval = start?.interval;
  if (!interval || interval.high90_seconds < 1) return null;
  return t('room.start_intervals', {
    low50: span(interval.low50_seconds, language),
    high50: span(interval.high50_seconds, language),
    low90: span(interval.low90_seconds, language),
    high90: span(interval.high90_seconds, language),
  });
}
