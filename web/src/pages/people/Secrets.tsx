import {Button, Group, PasswordInput, Stack, Table, Text, TextInput, Title} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {moment} from '../../components/format';

/** What the project's sessions may read as files; a value goes in here and never comes back. */
export function Secrets() {
  const {t, i18n} = useTranslation();
  const {projectId, may} = useProject();
  const queries = useQueryClient();
  const manages = may('PEOPLE_MANAGE');
  const secrets = useQuery({
    queryKey: ['secrets', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/secrets', {params: {path: {project: projectId}}})),
  });
  const changed = () => queries.invalidateQueries({queryKey: ['secrets', projectId]});
  const remove = useMutation({
    mutationFn: (name: string) =>
      ok(client.DELETE('/api/v1/projects/{project}/secrets/{name}', {params: {path: {project: projectId, name}}})),
    onSuccess: changed,
  });

  return (
    <Stack component="section" gap="sm">
      <Title order={3}>{t('people.secrets')}</Title>
      <Text c="dimmed" size="sm">
        {t('people.secrets_lead')}
      </Text>
      <Fetched query={secrets}>
        {({items}) =>
          items.length === 0 ? (
            <Text size="sm">{t('people.no_secrets')}</Text>
          ) : (
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('common.name')}</Table.Th>
                  <Table.Th>{t('common.by')}</Table.Th>
                  <Table.Th>{t('people.changed')}</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((secret) => (
                  <Table.Tr key={secret.name}>
                    <Table.Td ff="monospace">/run/secrets/{secret.name}</Table.Td>
                    <Table.Td>{secret.changed_by}</Table.Td>
                    <Table.Td>{moment(secret.changed_at, i18n.language)}</Table.Td>
                    <Table.Td ta="right">
                      {manages && (
                        <Button
                          size="xs"
                          variant="subtle"
                          color="red"
                          aria-label={`${t('people.remove_secret')}: ${secret.name}`}
                          onClick={() => remove.mutate(secret.name)}
                        >
                          {t('people.remove_secret')}
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Fetched>
      {remove.isError && <ErrorNote error={remove.error} />}
      {manages && <PutSecret changed={changed} />}
    </Stack>
  );
}

function PutSecret({changed}: {changed: () => Promise<void>}) {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const form = useForm({initialValues: {name: '', value: ''}});
  const put = useMutation({
    mutationFn: ({name, value}: {name: string; value: string}) =>
      ok(
        client.PUT('/api/v1/projects/{project}/secrets/{name}', {
          params: {path: {project: projectId, name}},
          body: {value},
        }),
      ),
    onSuccess: () => {
      form.reset();
      return changed();
    },
  });
  return (
    <form onSubmit={form.onSubmit((fields) => put.mutate(fields))}>
      <Group align="flex-end">
        <TextInput label={t('people.secret_name')} required maxLength={63} {...form.getInputProps('name')} />
        <PasswordInput
          label={t('people.secret_value')}
          required
          autoComplete="off"
          w={260}
          {...form.getInputProps('value')}
        />
        <Button type="submit" variant="light" loading={put.isPending}>
          {t('people.put_secret')}
        </Button>
      </Group>
      {put.isError && <ErrorNote error={put.error} />}
    </form>
  );
}
