import {Anchor, Button, Group, Paper, Table, Text, Title} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {ReasonWords} from '../../components/ReasonWords';
import {StateBadge} from '../../components/StateBadge';
import {cellOf, short, type Sweep, type Trial} from './rows';

const AT_FIRST = 50;

function sorted(sweep: Sweep, trials: Trial[], byValue: boolean): Trial[] {
  if (!byValue) return [...trials].reverse();
  const sign = sweep.objective.direction === 'MINIMIZE' ? 1 : -1;
  const rank = (trial: Trial) => (trial.state === 'DONE' && typeof trial.value === 'number' ? sign * trial.value : Infinity);
  return [...trials].sort((one, other) => rank(one) - rank(other) || one.number - other.number);
}

/** Every trial with its point, its value, its session and its run. */
export function TrialTable({sweep, trials}: {sweep: Sweep; trials: Trial[]}) {
  const {t} = useTranslation();
  const [byValue, setByValue] = useState(true);
  const [most, setMost] = useState(AT_FIRST);
  const shown = sorted(sweep, trials, byValue).slice(0, most);
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" mb="sm">
        <Title order={3} size="h5">
          {t('sweeps.trials')}
        </Title>
        <Button variant="subtle" size="xs" onClick={() => setByValue(!byValue)}>
          {t(byValue ? 'sweeps.newest_first' : 'sweeps.best_first')}
        </Button>
      </Group>
      {trials.length === 0 ? (
        <Text size="sm">{t('sweeps.no_trials')}</Text>
      ) : (
        <Table.ScrollContainer minWidth={760}>
          <Table fz="sm" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th ta="right">{t('sweeps.trial')}</Table.Th>
                <Table.Th>{t('common.state')}</Table.Th>
                <Table.Th ta="right">{t('sweeps.value')}</Table.Th>
                {sweep.parameters.map((parameter) => (
                  <Table.Th key={parameter.name} ta="right" ff="monospace">
                    {parameter.name}
                  </Table.Th>
                ))}
                <Table.Th>{t('sweeps.where')}</Table.Th>
                <Table.Th>{t('sessions.reason')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((trial) => (
                <Line key={trial.id} sweep={sweep} trial={trial} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {trials.length > most && (
        <Button variant="subtle" onClick={() => setMost(most + 200)}>
          {t('common.more')}
        </Button>
      )}
    </Paper>
  );
}

function Line({sweep, trial}: {sweep: Sweep; trial: Trial}) {
  const {t} = useTranslation();
  const best = sweep.progress.best_trial === trial.number;
  return (
    <Table.Tr fw={best ? 650 : 400}>
      <Table.Td ta="right" ff="monospace">
        {trial.number}
      </Table.Td>
      <Table.Td>
        <StateBadge state={trial.state} />
      </Table.Td>
      <Table.Td ta="right" ff="monospace">
        {trial.value === null || trial.value === undefined ? (
          <Text span size="xs" c="dimmed">
            {typeof trial.seen_value === 'number' ? t('sweeps.seen', {value: short(trial.seen_value), step: trial.seen_step}) : '–'}
          </Text>
        ) : (
          short(trial.value)
        )}
      </Table.Td>
      {sweep.parameters.map((parameter) => {
        const cell = cellOf(trial, parameter.name);
        return (
          <Table.Td key={parameter.name} ta="right" ff="monospace">
            {typeof cell === 'number' ? short(cell) : (cell ?? '–')}
          </Table.Td>
        );
      })}
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          {trial.session_id && (
            <Anchor component={Link} to={`/sessions/${trial.session_id}`} fz="sm">
              {t('sweeps.session')}
            </Anchor>
          )}
          {trial.run_id && (
            <Anchor component={Link} to={`/runs/${trial.run_id}`} fz="sm">
              {t('sweeps.run')}
            </Anchor>
          )}
        </Group>
      </Table.Td>
      <Table.Td maw={320}>
        <Text size="sm" c="dimmed" lineClamp={2}>
          <ReasonWords reason={trial.reason} />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
