import {Paper, Table, Text, Title} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {copiesOf, short, type Copy, type Sweep, type Trial} from './rows';

/** Who copied whom in a population, and what was changed, the latest first. */
export function CopiesTable({sweep, population, trials}: {
  sweep: Sweep;
  population: NonNullable<Sweep['population']>;
  trials: Trial[];
}) {
  const {t} = useTranslation();
  const copies = copiesOf(sweep, trials).reverse();
  return (
    <Paper withBorder p="md" component="section">
      <Title order={3} size="h5" mb="sm">
        {t('sweeps.copies')}
      </Title>
      {copies.length === 0 ? (
        <Text size="sm">{t('sweeps.no_copies', {every: population.every})}</Text>
      ) : (
        <Table.ScrollContainer minWidth={640}>
          <Table fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th ta="right">{t('sweeps.step')}</Table.Th>
                <Table.Th ta="right">{t('sweeps.place')}</Table.Th>
                <Table.Th>{t('sweeps.replaced')}</Table.Th>
                <Table.Th>{t('sweeps.copied')}</Table.Th>
                <Table.Th>{t('sweeps.new_trial')}</Table.Th>
                <Table.Th>{t('sweeps.changed')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {copies.map((copy) => (
                <Line key={copy.trial.id} copy={copy} every={population.every} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}

function Line({copy, every}: {copy: Copy; every: number}) {
  const {t} = useTranslation();
  const {trial, replaced, source} = copy;
  const value = replaced?.value;
  return (
    <Table.Tr>
      <Table.Td ta="right" ff="monospace">
        {every * (trial.lineage?.born_in ?? 0)}
      </Table.Td>
      <Table.Td ta="right" ff="monospace">
        {trial.lineage?.member}
      </Table.Td>
      <Table.Td>
        {replaced && t('sweeps.trial_n', {n: replaced.number})}
        {typeof value === 'number' && ` (${short(value)})`}
      </Table.Td>
      <Table.Td>{t('sweeps.trial_n', {n: source.number})}</Table.Td>
      <Table.Td>{t('sweeps.trial_n', {n: trial.number})}</Table.Td>
      <Table.Td ff="monospace">{copy.changes.join(', ')}</Table.Td>
    </Table.Tr>
  );
}
