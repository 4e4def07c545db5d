import {Anchor, Group, Paper, Stack, Table, Text, Title, Tooltip} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconStarFilled} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {ReasonWords} from '../../components/ReasonWords';
import {differing, floorOf, wilson} from '../../components/accuracy';
import {Fetched} from '../../components/Fetched';
import {percent} from '../../components/format';
import {StateBadge} from '../../components/StateBadge';
import {AccuracyBar} from '../../components/AccuracyBar';

type Run = Schema<'Run'>;
type Standing = Schema<'Leaderboard'>['items'][number];

/** Settings that tell nothing about how a model was made. */
const SILENT = ['data_sha256'];

/** Who competes, and how well each does on the hidden part. */
export function Leaderboard({problemId, runs}: {problemId: string; runs: Run[]}) {
  const {t} = useTranslation();
  const board = useQuery({
    queryKey: ['problem', problemId, 'leaderboard'],
    refetchInterval: 2000,
    queryFn: () => ok(client.GET('/api/v1/problems/{id}/leaderboard', {params: {path: {id: problemId}}})),
  });
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('problems.leaderboard')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('problems.leaderboard_lead')}
        </Text>
        <Fetched query={board}>
          {({items}) =>
            items.length === 0 ? (
              <Text size="sm">{t('problems.nobody_yet')}</Text>
            ) : (
              <Standings items={items} runs={runs} />
            )
          }
        </Fetched>
      </Stack>
    </Paper>
  );
}

function Standings({items, runs}: {items: Standing[]; runs: Run[]}) {
  const {t, i18n} = useTranslation();
  const runOf = (standing: Standing) => runs.find((run) => run.id === standing.run_id);
  const competing = items.flatMap((standing) => {
    const run = runOf(standing);
    return run ? [run.params] : [];
  });
  const keys = differing(competing).filter((key) => !SILENT.includes(key));
  const floor = floorOf(
    items.flatMap((each) =>
      typeof each.hidden_accuracy === 'number'
        ? [wilson(each.hidden_accuracy * (each.items ?? 0), each.items ?? 0).low]
        : [],
    ),
  );
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table fz="sm" verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={56} style={{whiteSpace: 'nowrap'}}>{t('problems.rank')}</Table.Th>
            <Table.Th>{t('problems.model')}</Table.Th>
            <Table.Th w="34%">
              <Group justify="space-between" wrap="nowrap">
                {t('problems.hidden_accuracy')}
                <Text size="xs" c="dimmed" fw={400}>
                  {percent(floor, i18n.language)} – {percent(1, i18n.language)}
                </Text>
              </Group>
            </Table.Th>
            <Table.Th>{t('problems.made_by')}</Table.Th>
            <Table.Th>{t('problems.settings')}</Table.Th>
            <Table.Th ta="right">{t('problems.latency')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((standing) => (
            <Row key={standing.version_id} standing={standing} run={runOf(standing)} keys={keys} floor={floor} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface RowProps {
  standing: Standing;
  run: Run | undefined;
  keys: string[];
  floor: number;
}

function Row({standing, run, keys, floor}: RowProps) {
  const {t} = useTranslation();
  const accuracy = standing.hidden_accuracy;
  return (
    <Table.Tr>
      <Table.Td>{standing.rank ?? '–'}</Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Anchor
            component={Link}
            to={`/models/${standing.model_id}?version=${standing.number}`}
            fz="sm"
            fw={standing.champion ? 650 : 400}
          >
            {t('problems.version_of', {model: standing.model_name, n: standing.number})}
          </Anchor>
          {standing.champion && (
            <Tooltip label={t('problems.champion')}>
              <IconStarFilled size={16} color="#e67700" role="img" aria-label={t('problems.champion')} />
            </Tooltip>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        {typeof accuracy === 'number' ? (
          <AccuracyBar accuracy={accuracy} items={standing.items ?? 0} floor={floor} strong={standing.champion} />
        ) : (
          <Stack gap={2}>
            <StateBadge state={standing.state} />
            {standing.reason && (
              <Text size="xs" c={standing.state === 'FAILED' ? 'red' : 'dimmed'} lineClamp={2}>
                <ReasonWords reason={standing.reason} />
              </Text>
            )}
          </Stack>
        )}
      </Table.Td>
      <Table.Td>
        {standing.session_id ? (
          <Anchor component={Link} to={`/sessions/${standing.session_id}`} fz="sm">
            {run?.name ?? t('problems.session')}
          </Anchor>
        ) : (
          t(`problems.origins.${standing.origin}`)
        )}
        <Text size="xs" c="dimmed">
          {standing.created_by}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="xs" lineClamp={3} maw={260}>
          {keys
            .filter((key) => run?.params[key] !== undefined)
            .map((key) => `${key} ${run?.params[key] ?? ''}`)
            .join(' · ') || '–'}
        </Text>
      </Table.Td>
      <Table.Td ta="right" ff="monospace">
        {standing.latency_us_median == null ? '–' : `${(standing.latency_us_median / 1000).toFixed(2)} ms`}
      </Table.Td>
    </Table.Tr>
  );
}
