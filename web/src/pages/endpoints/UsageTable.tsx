import {Group, Paper, Stack, Table, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {count} from '../../components/format';

/** Who called how often, and how it was answered. */
export function UsageTable({endpointId}: {endpointId: string}) {
  const {t, i18n} = useTranslation();
  const usage = useQuery({
    queryKey: ['endpoint', endpointId, 'usage'],
    queryFn: () => ok(client.GET('/api/v1/endpoints/{id}/usage', {params: {path: {id: endpointId}}})),
    refetchInterval: 5000,
  });
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('endpoints.usage')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('endpoints.usage_lead')}
        </Text>
        <Fetched query={usage}>
          {(found) =>
            found.days.length === 0 ? (
              <Text size="sm">{t('endpoints.no_usage')}</Text>
            ) : (
              <>
                <Group gap="xl">
                  {(
                    [
                      ['calls', found.calls],
                      ['answered', found.answered],
                      ['rows', found.model_rows],
                    ] as const
                  ).map(([name, value]) => (
                    <Stack key={name} gap={0}>
                      <Text size="xs" c="dimmed">
                        {t(`endpoints.${name}`)}
                      </Text>
                      <Text fw={650} size="xl">
                        {count(value, i18n.language)}
                      </Text>
                    </Stack>
                  ))}
                </Group>
                <Table fz="sm">
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t('endpoints.day')}</Table.Th>
                      <Table.Th>{t('endpoints.key')}</Table.Th>
                      <Table.Th>{t('endpoints.status')}</Table.Th>
                      <Table.Th ta="right">{t('endpoints.calls')}</Table.Th>
                      <Table.Th ta="right">{t('endpoints.latency')}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {found.days.map((day) => (
                      <Table.Tr key={`${day.day} ${day.key_id ?? ''} ${day.status}`}>
                        <Table.Td>{day.day}</Table.Td>
                        <Table.Td>{day.key_name ?? t('endpoints.try_page')}</Table.Td>
                        <Table.Td>{day.status}</Table.Td>
                        <Table.Td ta="right">{count(day.calls, i18n.language)}</Table.Td>
                        <Table.Td ta="right">{(day.latency_us_mean / 1000).toFixed(2)} ms</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </>
            )
          }
        </Fetched>
      </Stack>
    </Paper>
  );
}
