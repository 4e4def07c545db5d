import {Button, Group, Paper, Stack, Table, Text, TextInput, Title} from '@mantine/core';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {count} from '../../components/format';
import {SecretOnce} from '../../components/SecretOnce';

/** The keys with which callers come; a new one is for this endpoint alone. */
export function Keys({endpointId}: {endpointId: string}) {
  const {t, i18n} = useTranslation();
  const {projectId, may} = useProject();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const path = {project: projectId};
  const keys = useQuery({
    queryKey: ['keys', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/keys', {params: {path, query: {limit: 100}}})),
  });
  const changed = () => queries.invalidateQueries({queryKey: ['keys', projectId]});
  const issue = useMutation({
    mutationFn: () =>
      ok(client.POST('/api/v1/projects/{project}/keys', {params: {path}, body: {name, endpoint_id: endpointId}})),
    onSuccess: () => {
      setName('');
      return changed();
    },
  });
  const revoke = useMutation({
    mutationFn: (id: string) => ok(client.DELETE('/api/v1/keys/{id}', {params: {path: {id}}})),
    onSuccess: changed,
  });
  const writes = may('SERVING_WRITE');

  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('endpoints.keys')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('endpoints.keys_lead')}
        </Text>
        {writes && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              issue.mutate();
            }}
          >
            <Group align="flex-end">
              <TextInput
                label={t('endpoints.key_name')}
                required
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit" variant="light" loading={issue.isPending}>
                {t('endpoints.issue')}
              </Button>
            </Group>
          </form>
        )}
        {(issue.isError || revoke.isError) && <ErrorNote error={issue.error ?? revoke.error} />}
        {issue.data && <SecretOnce title={t('endpoints.secret_once')} secret={issue.data.secret} />}
        <Fetched query={keys}>
          {({items}) => {
            const shown = items.filter((key) => !key.endpoint_id || key.endpoint_id === endpointId);
            if (shown.length === 0) return <Text size="sm">{t('endpoints.no_keys')}</Text>;
            return (
              <Table fz="sm">
                <Table.Tbody>
                  {shown.map((key) => (
                    <Table.Tr key={key.id}>
                      <Table.Td>{key.name}</Table.Td>
                      <Table.Td>
                        {t('endpoints.limits_of', {
                          second: count(key.per_second, i18n.language),
                          day: count(key.per_day, i18n.language),
                        })}
                      </Table.Td>
                      <Table.Td ta="right">
                        {key.revoked_at
                          ? t('endpoints.revoked')
                          : writes && (
                              <Button
                                size="compact-xs"
                                variant="subtle"
                                color="red"
                                aria-label={`${t('endpoints.revoke')}: ${key.name}`}
                                onClick={() => revoke.mutate(key.id)}
                              >
                                {t('endpoints.revoke')}
                              </Button>
                            )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            );
          }}
        </Fetched>
      </Stack>
    </Paper>
  );
}
