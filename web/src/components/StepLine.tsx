import {useElementSize} from '@mantine/hooks';
import {useComputedColorScheme} from '@mantine/core';
import {floorOf} from './accuracy';

interface Props {
  title: string;
  /** Shares of one, the oldest first; each holds until the next. */
  values: number[];
  /** What stands at each step. */
  labels?: string[];
  /** What stands below each step. */
  notes?: string[];
  height?: number;
}

/** Shares that hold until the next one comes, as a staircase. */
export function StepLine({title, values, labels = [], notes = [], height = 170}: Props) {
  const {ref, width} = useElementSize();
  const scheme = useComputedColorScheme();
  const ink = scheme === 'dark' ? '#c9c9c9' : '#495057';
  const line = scheme === 'dark' ? '#2ab1ca' : '#0b7285';
  const floor = floorOf(values);
  const above = labels.length > 0 ? 26 : 6;
  const below = notes.length > 0 ? 24 : 6;
  const step = width / Math.max(1, values.length);
  const x = (place: number) => place * step;
  const y = (value: number) => above + (1 - (value - floor) / (1 - floor)) * (height - above - below);
  const path = values
    .map((value, place) => `${place === 0 ? 'M' : 'L'}${x(place)},${y(value)}H${x(place + 1)}`)
    .join('');
  return (
    <div ref={ref} style={{height}}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={`${title}: ${labels.join(', ')}`}>
          <path d={`${path}V${height - below}H0Z`} fill={line} opacity={0.1} />
          <path d={path} fill="none" stroke={line} strokeWidth={2.5} strokeLinejoin="round" />
          {values.map((value, place) => (
            <g key={place}>
              {labels[place] && (
                <text x={x(place) + 4} y={y(value) - 9} fontSize={14} fontWeight={650} fill={ink}>
                  {labels[place]}
                </text>
              )}
              {notes[place] && (
                <text x={x(place) + 4} y={height - 7} fontSize={12} fill={ink}>
                  {notes[place]}
                </text>
              )}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}
