import {Anchor, Paper, Stack, Table, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {Fetched} from '../../components/Fetched';
import {useAmounts} from './useAmounts';

/** What the models of the project cost. */
export function ModelSpending() {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const {hours, money} = useAmounts();
  const models = useQuery({
    queryKey: ['models', projectId, 'spending'],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/models/spending', {params: {path: {project: projectId}}})),
    refetchInterval: 30_000,
  });
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('room.models')}
        </Title>
        <Fetched query={models}>
          {({items, currency}) =>
            items.length === 0 ? (
              <Text size="sm">{t('room.models_empty')}</Text>
            ) : (
              <Table fz="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('room.model')}</Table.Th>
                    <Table.Th ta="right">{t('common.sessions')}</Table.Th>
                    <Table.Th ta="right">{t('room.gpu_hours')}</Table.Th>
                    <Table.Th ta="right">{t('room.cpu_hours')}</Table.Th>
                    <Table.Th ta="right">{t('room.cost')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((model) => (
                    <Table.Tr key={model.model_id}>
                      <Table.Td>
                        <Anchor component={Link} to={`/models/${model.model_id}`} fz="sm">
                          {model.model_name}
                        </Anchor>
                      </Table.Td>
                      <Table.Td ta="right">{model.sessions}</Table.Td>
                      <Table.Td ta="right">{hours(model.gpu_hours)}</Table.Td>
                      <Table.Td ta="right">{hours(model.cpu_hours)}</Table.Td>
                      <Table.Td ta="right">{money(model.cost, currency)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )
          }
        </Fetched>
      </Stack>
    </Paper>
  );
}
