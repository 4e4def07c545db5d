import {Badge, Group, Paper, ScrollArea, Stack, Table, Text, Title} from '@mantine/core';
import {useQuery, useQueryClient} from '@tanstack/react-query';
import {useEffect} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {bytes} from '../../components/format';
import {ReasonWords} from '../../components/ReasonWords';
import {visible} from './cells';

type EventFile = Schema<'EventFile'>;

const COLORS: Record<EventFile['state'], string> = {WAITING: 'gray', READING: 'blue', READ: 'teal', FAILED: 'red'};
const unread = (file: EventFile) => file.state === 'WAITING' || file.state === 'READING';

/** The event files of TensorBoard among the run's artifacts and what became of them; nothing where there are none. */
export function TensorBoardFiles({run}: {run: Schema<'Run'>}) {
  const {t, i18n} = useTranslation();
  const cache = useQueryClient();
  const found = useQuery({
    queryKey: ['tensorboard', run.id],
    refetchInterval: (query) => {
      if (query.state.data?.files.some(unread)) return 1000;
      return run.status === 'RUNNING' ? 5000 : false;
    },
    queryFn: () => ok(client.GET('/api/v1/runs/{run}/tensorboard', {params: {path: {run: run.id}}})),
  });
  const files = found.data?.files ?? [];
  const metrics = found.data?.metrics ?? [];
  const points = files.reduce((sum, file) => sum + file.points, 0);
  // Curves of a run that has ended are not asked for again by themselves.
  useEffect(() => {
    if (points > 0) void cache.invalidateQueries({queryKey: ['run', run.id]});
  }, [cache, run.id, points]);
  if (files.length === 0) return null;
  const left = metrics.filter((metric) => metric.logged_by_program);
  const read = metrics.filter((metric) => !metric.logged_by_program);
  return (
    <Paper withBorder p="md" mb="lg" component="section" aria-label={t('tensorboard.title')}>
      <Stack gap="xs">
        <Title order={3} size="h5">
          {t('tensorboard.title')}
        </Title>
        <ScrollArea.Autosize mah={240} viewportProps={{tabIndex: 0, role: 'group', 'aria-label': t('tensorboard.files')}}>
          <Table fz="sm" verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('tensorboard.file')}</Table.Th>
                <Table.Th ta="right">{t('tensorboard.size')}</Table.Th>
                <Table.Th ta="right">{t('tensorboard.values')}</Table.Th>
                <Table.Th>{t('tensorboard.state')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {files.map((file) => (
                <Table.Tr key={file.path}>
                  <Table.Td style={{overflowWrap: 'anywhere'}}>
                    {visible(file.path)}
                    {file.problems.map((problem, place) => (
                      <Text key={place} size="xs" c="orange.8">
                        <ReasonWords reason={problem} />
                      </Text>
                    ))}
                  </Table.Td>
                  <Table.Td ta="right" style={{whiteSpace: 'nowrap'}}>
                    {bytes(file.size_bytes, i18n.language)}
                  </Table.Td>
                  <Table.Td ta="right">{file.points.toLocaleString(i18n.language)}</Table.Td>
                  <Table.Td>
                    <Badge variant="light" color={COLORS[file.state]} style={{textTransform: 'none'}}>
                      {t(`tensorboard.states.${file.state}`)}
                    </Badge>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
        <Keys title={t('tensorboard.metrics')} keys={read.map((metric) => metric.key)} />
        <Keys title={t('tensorboard.left_alone')} keys={left.map((metric) => metric.key)} />
      </Stack>
    </Paper>
  );
}

const KEYS_SHOWN = 30;

function Keys({title, keys}: {title: string; keys: string[]}) {
  const {t} = useTranslation();
  if (keys.length === 0) return null;
  return (
    <Group gap={6}>
      <Text size="sm">{title}</Text>
      {keys.slice(0, KEYS_SHOWN).map((key) => (
        <Badge key={key} variant="outline" color="gray" style={{textTransform: 'none'}} maw={320}>
          {visible(key)}
        </Badge>
      ))}
      {keys.length > KEYS_SHOWN && <Text size="sm">{t('tensorboard.more', {n: keys.length - KEYS_SHOWN})}</Text>}
    </Group>
  );
}
