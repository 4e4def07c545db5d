import {Anchor, Paper, Stack, Table, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {bytes} from '../../components/format';

/** What the program left in /output. */
export function Outputs({id, over}: {id: string; over: boolean}) {
  const {t, i18n} = useTranslation();
  const outputs = useQuery({
    queryKey: ['session', id, 'outputs', over],
    queryFn: () => ok(client.GET('/api/v1/sessions/{id}/outputs', {params: {path: {id}}})),
  });
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('sessions.outputs')}
        </Title>
        <Fetched query={outputs}>
          {({items}) =>
            items.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t('sessions.outputs_empty')}
              </Text>
            ) : (
              <Table fz="sm">
                <Table.Tbody>
                  {items.map((output) => (
                    <Table.Tr key={output.path}>
                      <Table.Td>
                        <Anchor
                          fz="sm"
                          href={`/api/v1/sessions/${id}/outputs/content?${new URLSearchParams({path: output.path}).toString()}`}
                        >
                          {output.path}
                        </Anchor>
                      </Table.Td>
                      <Table.Td ta="right">{bytes(output.size_bytes, i18n.language)}</Table.Td>
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
