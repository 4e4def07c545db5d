import {Box, Group, Text, Tooltip} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {wilson} from './accuracy';
import {percent} from './format';

interface Props {
  accuracy: number;
  /** Of the hidden part. */
  items: number;
  /** Where the axis begins; it ends at one. */
  floor: number;
  strong: boolean;
}

/** An accuracy as a bar, with the interval that the size of the hidden part leaves open. */
export function AccuracyBar({accuracy, items, floor, strong}: Props) {
  const {t, i18n} = useTranslation();
  const at = (share: number) => `${(100 * Math.max(0, share - floor)) / (1 - floor)}%`;
  const {low, high} = wilson(Math.round(accuracy * items), items);
  const color = strong ? 'var(--mantine-color-orange-6)' : 'var(--mantine-color-lake-7)';
  return (
    <Group gap="sm" wrap="nowrap">
      <Text size="sm" fw={650} w={58} ta="right" ff="monospace">
        {percent(accuracy, i18n.language)}
      </Text>
      <Tooltip
        label={t('problems.interval', {
          low: percent(low, i18n.language),
          high: percent(high, i18n.language),
          right: Math.round(accuracy * items),
          all: items,
        })}
      >
        <Box className="bar-track" style={{flex: 1}}>
          <Box className="bar-fill" style={{width: at(accuracy), background: color}} />
          {items > 0 && (
            <Box className="bar-interval" style={{left: at(low), width: `calc(${at(high)} - ${at(low)})`}} />
          )}
        </Box>
      </Tooltip>
    </Group>
  );
}
