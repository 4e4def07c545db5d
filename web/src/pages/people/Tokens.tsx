import {Button, Stack, Table, Text, Title} from '@mantine/core';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {moment} from '../../components/format';
import {NewToken} from './NewToken';

/** One's own API tokens. */
export function Tokens() {
  const {t, i18n} = useTranslation();
  const queries = useQueryClient();
  const tokens = useQuery({queryKey: ['tokens'], queryFn: () => ok(client.GET('/api/v1/tokens'))});
  const changed = () => queries.invalidateQueries({queryKey: ['tokens']});
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
      <NewToken issued={changed} />
      {revoke.isError && <ErrorNote error={revoke.error} />}
      <Fetched query={tokens}>
        {({items}) =>
          items.length === 0 ? (
            <Text size="sm">{t('people.no_tokens')}</Text>
          ) : (
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('common.name')}</Table.Th>
                  <Table.Th>{t('people.token_may')}</Table.Th>
                  <Table.Th>{t('people.expires')}</Table.Th>
                  <Table.Th>{t('people.last_used')}</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((token) => (
                  <Table.Tr key={token.id}>
                    <Table.Td>{token.name}</Table.Td>
                    <Table.Td maw={360}>
                      {token.permissions?.map((each) => t(`people.permissions.${each}`)).join(' · ') ?? t('people.all_that_i_may')}
                    </Table.Td>
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
