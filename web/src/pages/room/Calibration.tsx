import {useComputedColorScheme} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../api/client';
import {percent} from '../../components/format';

const SIZE = 240;
const EDGE = 44;

/** What was foretold against what came true: on the diagonal where both are the same. The larger a dot, the more decisions. */
export function Calibration({title, bins}: {title: string; bins: Schema<'BacktestOutcome'>['bins']}) {
  const {t, i18n} = useTranslation();
  const scheme = useComputedColorScheme();
  const ink = scheme === 'dark' ? '#c9c9c9' : '#495057';
  const line = scheme === 'dark' ? '#2ab1ca' : '#0b7285';
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const x = (share: number) => EDGE + share * SIZE;
  const y = (share: number) => 10 + (1 - share) * SIZE;
  const words = bins.map((bin) =>
    t('room.scheduling.bin', {
      foretold: percent(bin.mean_probability, i18n.language),
      true: percent(bin.renewed, i18n.language),
      count: bin.count,
    }),
  );
  return (
    <svg
      width={SIZE + EDGE + 10}
      height={SIZE + 52}
      role="img"
      aria-label={`${title}: ${words.join('; ')}`}
      style={{maxWidth: '100%'}}
    >
      <rect x={EDGE} y={10} width={SIZE} height={SIZE} fill="none" stroke={ink} opacity={0.4} />
      <path d={`M${x(0)},${y(0)}L${x(1)},${y(1)}`} stroke={ink} strokeDasharray="4 4" opacity={0.6} />
      <path
        d={bins.map((bin, place) => `${place === 0 ? 'M' : 'L'}${x(bin.mean_probability)},${y(bin.renewed)}`).join('')}
        fill="none"
        stroke={line}
        strokeWidth={2}
      />
      {bins.map((bin, place) => (
        <circle
          key={bin.from}
          cx={x(bin.mean_probability)}
          cy={y(bin.renewed)}
          r={3 + 6 * Math.sqrt(bin.count / most)}
          fill={line}
        >
          <title>{words[place]}</title>
        </circle>
      ))}
      {[0, 0.5, 1].map((share) => (
        <g key={share} fontSize={12} fill={ink}>
          <text x={x(share)} y={SIZE + 26} textAnchor="middle">
            {percent(share, i18n.language)}
          </text>
          <text x={EDGE - 6} y={y(share) + 4} textAnchor="end">
            {percent(share, i18n.language)}
          </text>
        </g>
      ))}
      <text x={x(0.5)} y={SIZE + 44} textAnchor="middle" fontSize={12} fill={ink}>
        {t('room.scheduling.foretold')}
      </text>
      <text x={12} y={y(0.5)} textAnchor="middle" fontSize={12} fill={ink} transform={`rotate(-90 12 ${y(0.5)})`}>
        {t('room.scheduling.came_true')}
      </text>
    </svg>
  );
}
