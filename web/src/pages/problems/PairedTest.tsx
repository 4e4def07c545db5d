import {Box, Group, SimpleGrid, Stack, Table, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../api/client';
import {percent} from '../../components/format';

type Comparison = Schema<'Comparison'>;

/** A p-value as people write it: 0.0123, or below the least that is shown. */
function shown(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

/** Two models on the same items: where only one of them was right decides, and the test says whether by luck. */
export function PairedTest({comparison}: {comparison: Comparison}) {
  const {t} = useTranslation();
  const words = {
    all: comparison.items,
    apart: comparison.only_champion_right + comparison.only_challenger_right,
    challenger: comparison.only_challenger_right,
    champion: comparison.only_champion_right,
    p: typeof comparison.p_value === 'number' ? shown(comparison.p_value) : '–',
    alpha: comparison.alpha ?? 0.05,
  };
  return (
    <Stack gap="sm">
      <Text size="sm">
        {t('problems.apart', words)}{' '}
        {comparison.rule === 'PAIRED_TEST' && t(`problems.test_says.${comparison.decision}`, words)}
        {comparison.rule === 'HIGHER_SCORE' && t(`problems.score_says.${comparison.decision}`)}
      </Text>
      <SimpleGrid cols={{base: 1, md: 3}} spacing="xl">
        <Counts comparison={comparison} />
        <Tug comparison={comparison} />
        {typeof comparison.p_value === 'number' && comparison.rule === 'PAIRED_TEST' && (
          <Chance p={comparison.p_value} alpha={comparison.alpha ?? 0.05} />
        )}
      </SimpleGrid>
    </Stack>
  );
}

function Counts({comparison}: {comparison: Comparison}) {
  const {t, i18n} = useTranslation();
  const named = (name: string, share: number | null | undefined) =>
    typeof share === 'number' ? `${name} ${percent(share, i18n.language)}` : name;
  return (
    <Table fz="sm" withTableBorder withColumnBorders ta="center" aria-label={t('problems.counts')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Td />
          <Table.Th ta="center">{t('problems.challenger_right')}</Table.Th>
          <Table.Th ta="center">{t('problems.challenger_wrong')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        <Table.Tr>
          <Table.Th>{t('problems.champion_right')}</Table.Th>
          <Table.Td>{comparison.both_right}</Table.Td>
          <Table.Td bg="var(--mantine-color-orange-light)">{comparison.only_champion_right}</Table.Td>
        </Table.Tr>
        <Table.Tr>
          <Table.Th>{t('problems.champion_wrong')}</Table.Th>
          <Table.Td bg="var(--mantine-color-lake-light)">{comparison.only_challenger_right}</Table.Td>
          <Table.Td>{comparison.both_wrong}</Table.Td>
        </Table.Tr>
      </Table.Tbody>
      <Table.Caption>
        {named(t('problems.the_champion'), comparison.champion_accuracy)} ·{' '}
        {named(t('problems.the_challenger'), comparison.challenger_accuracy)}
      </Table.Caption>
    </Table>
  );
}

/** Which of the two was right alone more often. */
function Tug({comparison}: {comparison: Comparison}) {
  const {t} = useTranslation();
  const {only_champion_right: champion, only_challenger_right: challenger} = comparison;
  const most = Math.max(1, champion, challenger);
  const rows = [
    {name: t('problems.only_challenger'), value: challenger, color: 'var(--mantine-color-lake-7)'},
    {name: t('problems.only_champion'), value: champion, color: 'var(--mantine-color-orange-6)'},
  ];
  return (
    <Stack gap="xs" justify="center">
      {rows.map((row) => (
        <div key={row.name}>
          <Group justify="space-between">
            <Text size="sm">{row.name}</Text>
            <Text size="sm" fw={650}>
              {row.value}
            </Text>
          </Group>
          <Box className="bar-track" aria-hidden>
            <Box className="bar-fill" style={{width: `${(100 * row.value) / most}%`, background: row.color}} />
          </Box>
        </div>
      ))}
    </Stack>
  );
}

/** How often luck alone would do as much, beside the limit below which luck is not believed. */
function Chance({p, alpha}: {p: number; alpha: number}) {
  const {t} = useTranslation();
  // From one in ten thousand to certain, each decade as wide as the next.
  const at = (share: number) => `${100 * (1 + Math.max(-4, Math.log10(Math.max(share, 1e-4))) / 4)}%`;
  const beside = (share: number) => (share > 0.2 ? {right: 0, transform: 'none'} : {left: at(share)});
  return (
    <Stack gap={4} justify="center">
      <Text size="sm">{t('problems.chance')}</Text>
      <Box pos="relative" h={50} role="img" aria-label={t('problems.chance_of', {p: shown(p), alpha})}>
        <Box className="bar-track" pos="absolute" top={18} left={0} right={0}>
          <Box className="chance-believed" style={{width: at(alpha)}} />
          <Box className="chance-mark" style={{left: at(p)}} />
        </Box>
        <Text size="sm" fw={650} className="chance-label" style={{...beside(p), top: -6}}>
          p {shown(p)}
        </Text>
        <Text size="xs" c="dimmed" className="chance-label" style={{left: at(alpha), top: 33}}>
          {alpha}
        </Text>
      </Box>
    </Stack>
  );
}
