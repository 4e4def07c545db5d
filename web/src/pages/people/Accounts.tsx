import {Badge, Button, Checkbox, Group, Stack, Table, Text, TextInput, Title} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {IconUserPlus} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {moment} from '../../components/format';
import {SecretOnce} from '../../components/SecretOnce';
import {newPassword} from './password';

type Account = Schema<'Account'>;

/** All accounts, for administrators. Passwords are made here, shown once and passed on; their owners change them. */
export function Accounts() {
  const {t} = useTranslation();
  const queries = useQueryClient();
  const accounts = useQuery({queryKey: ['accounts'], queryFn: () => ok(client.GET('/api/v1/accounts'))});
  const changed = () => queries.invalidateQueries({queryKey: ['accounts']});
  const make = useMutation({
    mutationFn: async (fields: {name: string; display_name: string; administrator: boolean}) => {
      const password = newPassword();
      return {account: await ok(client.POST('/api/v1/accounts', {body: {...fields, password}})), password};
    },
    onSuccess: changed,
  });
  const reset = useMutation({
    mutationFn: async (id: string) => {
      const password = newPassword();
      return {
        account: await ok(client.POST('/api/v1/accounts/{id}/password', {params: {path: {id}}, body: {password}})),
        password,
      };
    },
    onMutate: () => make.reset(),
  });
  const close = useMutation({
    mutationFn: ({id, disabled}: Account) =>
      disabled
        ? ok(client.POST('/api/v1/accounts/{id}/enable', {params: {path: {id}}}))
        : ok(client.POST('/api/v1/accounts/{id}/disable', {params: {path: {id}}})),
    onSuccess: changed,
  });
  const given = reset.data ?? make.data;
  return (
    <Stack component="section" gap="sm">
      <Title order={3}>{t('people.accounts')}</Title>
      <Text c="dimmed" size="sm">
        {t('people.accounts_lead')}
      </Text>
      <NewAccount
        busy={make.isPending}
        make={(fields, made) => {
          reset.reset();
          make.mutate(fields, {onSuccess: made});
        }}
      />
      {[make, reset, close].map((each, place) => each.isError && <ErrorNote key={place} error={each.error} />)}
      {given && <SecretOnce title={t('people.password_once', {name: given.account.name})} secret={given.password} />}
      <Fetched query={accounts}>
        {({items}) => <AccountTable accounts={items} reset={reset.mutate} close={close.mutate} />}
      </Fetched>
    </Stack>
  );
}

interface NewProps {
  busy: boolean;
  make: (fields: {name: string; display_name: string; administrator: boolean}, made: () => void) => void;
}

function NewAccount({busy, make}: NewProps) {
  const {t} = useTranslation();
  const form = useForm({initialValues: {name: '', display_name: '', administrator: false}});
  return (
    <form onSubmit={form.onSubmit((fields) => make(fields, form.reset))}>
      <Group align="flex-end">
        <TextInput label={t('people.account_name')} required maxLength={63} {...form.getInputProps('name')} />
        <TextInput label={t('people.display_name')} maxLength={100} {...form.getInputProps('display_name')} />
        <Checkbox label={t('people.administers')} mb={8} {...form.getInputProps('administrator', {type: 'checkbox'})} />
        <Button type="submit" variant="light" loading={busy} leftSection={<IconUserPlus size={18} aria-hidden />}>
          {t('people.make_account')}
        </Button>
      </Group>
    </form>
  );
}

function AccountTable({accounts, reset, close}: {accounts: Account[]; reset: (id: string) => void; close: (account: Account) => void}) {
  const {t, i18n} = useTranslation();
  const {me} = useProject();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('people.account_name')}</Table.Th>
          <Table.Th>{t('people.display_name')}</Table.Th>
          <Table.Th>{t('people.since')}</Table.Th>
          <Table.Th />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {accounts.map((account) => (
          <Table.Tr key={account.id}>
            <Table.Td>
              {account.name}{' '}
              {account.administrator && <Badge variant="light">{t('people.administers')}</Badge>}{' '}
              {account.disabled && (
                <Badge variant="light" color="red">
                  {t('people.closed')}
                </Badge>
              )}
            </Table.Td>
            <Table.Td>{account.display_name}</Table.Td>
            <Table.Td>{moment(account.created_at, i18n.language)}</Table.Td>
            <Table.Td ta="right">
              {account.id !== me.id && (
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  <Button
                    size="xs"
                    variant="subtle"
                    aria-label={`${t('people.reset_password')}: ${account.name}`}
                    onClick={() => reset(account.id)}
                  >
                    {t('people.reset_password')}
                  </Button>
                  <Button
                    size="xs"
                    variant="subtle"
                    color={account.disabled ? 'teal' : 'red'}
                    aria-label={`${t(account.disabled ? 'people.open_account' : 'people.close_account')}: ${account.name}`}
                    onClick={() => close(account)}
                  >
                    {t(account.disabled ? 'people.open_account' : 'people.close_account')}
                  </Button>
                </Group>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
