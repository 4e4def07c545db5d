import {Button, Group, Stack, Table, Text, TextInput, Title} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {moment} from '../../components/format';
import {SecretOnce} from '../../components/SecretOnce';

/** One's own API tokens. */
export function Tokens() {
  const {t, i18n} = useTranslation();
  const queries = useQueryClient();
  const tokens = useQuery({queryKey: ['tokens'], queryFn: () => ok(client.GET('/api/v1/tokens'))});
  const changed = () => queries.invalidateQueries({queryKey: ['tokens']});
  const form = useForm({initialValues: {name: ''}});
  const issue = useMutation({
    mutationFn: (body: {name: string}) => ok(client.POST('/api/v1/tokens', {body})),
    onSuccess: () => {
      form.reset();
      return changed();
    },
  });
  const revoke = useMutation({
    mutationFn: (id: string) => ok(client.DELETE('/api/v1/tokens/{id}', {params: {path: {id}}})),
    onSuccess: changed,
  });

  return (
    <Stack component="section" gap="sm">
      <Title order={3}>{t('people.tokens')}</Title>
      <Text c="dimmed" size="sm">
        {t('people.tokens_lead')}
      </Text>
      <form onSubmit={form.onSubmit((values) => issue.mutate(values))}>
        <Group align="flex-end">
          <TextInput label={t('people.token_purpose')} required maxLength={100} {...form.getInputProps('name')} />
          <Button type="submit" variant="light" loading={issue.isPending}>
            {t('people.issue')}
          </Button>
        </Group>
      </form>
      {issue.isError && <ErrorNote error={issue.error} />}
      {issue.data && <SecretOnce title={t('people.secret_once')} secret={issue.data.secret} />}
      <Fetched query={tokens}>
        {({items}) =>
          items.length === 0 ? (
            <Text size="sm">{t('people.no_tokens')}</Text>
          ) : (
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('common.name')}</Table.Th>
                  <Table.Th>{t('people.expires')}</Table.Th>
                  <Table.Th>{t('people.last_used')}</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((token) => (
                  <Table.Tr key={token.id}>
                    <Table.Td>{token.name}</Table.Td>
                    <Table.Td>{token.expires_at ? moment(token.expires_at, i18n.language) : t('people.never')}</Table.Td>
                    <Table.Td>
                      {token.last_used_at ? moment(token.last_used_at, i18n.language) : t('people.never')}
                    </Table.Td>
                    <Table.Td ta="right">
                      {token.revoked_at ? (
                        t('people.revoked')
                      ) : (
                        <Button
                          size="xs"
                          variant="subtle"
                          color="red"
                          aria-label={`${t('people.revoke')}: ${token.name}`}
                          onClick={() => revoke.mutate(token.id)}
                        >
                          {t('people.revoke')}
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
    </Stack>
  );
}
