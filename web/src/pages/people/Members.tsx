import {ActionIcon, Button, Group, Select, Stack, Table, TextInput, Title, Tooltip} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {IconUserMinus, IconUserPlus} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';

type Role = Schema<'Role'>;
const ROLES: Role[] = ['VIEWER', 'MEMBER', 'MANAGER'];

/** Who is what in the project; managers change it. */
export function Members() {
  const {t} = useTranslation();
  const {projectId, may} = useProject();
  const queries = useQueryClient();
  const path = {params: {path: {project: projectId}}};
  const members = useQuery({
    queryKey: ['members', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/members', path)),
  });
  const changed = () => queries.invalidateQueries({queryKey: ['members', projectId]});
  const put = useMutation({
    mutationFn: (body: {account: string; role: Role}) =>
      ok(client.PUT('/api/v1/projects/{project}/members', {...path, body})),
    onSuccess: changed,
  });
  const remove = useMutation({
    mutationFn: (accountId: string) =>
      ok(
        client.DELETE('/api/v1/projects/{project}/members/{accountId}', {
          params: {path: {project: projectId, accountId}},
        }),
      ),
    onSuccess: changed,
  });
  const manages = may('PEOPLE_MANAGE');
  const roles = ROLES.map((role) => ({value: role, label: t(`people.roles.${role}`)}));

  return (
    <Stack component="section" gap="sm">
      <Title order={3}>{t('people.members')}</Title>
      <Fetched query={members}>
        {({items}) => (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('people.account')}</Table.Th>
                <Table.Th>{t('people.role')}</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((member) => (
                <Table.Tr key={member.account_id}>
                  <Table.Td>{member.display_name}</Table.Td>
                  <Table.Td>
                    <Select
                      aria-label={`${t('people.role')}: ${member.name}`}
                      data={roles}
                      value={member.role}
                      disabled={!manages}
                      allowDeselect={false}
                      size="xs"
                      w={140}
                      onChange={(role) => {
                        if (role) put.mutate({account: member.name, role});
                      }}
                    />
                  </Table.Td>
                  <Table.Td ta="right">
                    {manages && (
                      <Tooltip label={t('people.remove')}>
                        <ActionIcon
                          variant="subtle"
                          color="red"
                          aria-label={`${t('people.remove')}: ${member.name}`}
                          onClick={() => remove.mutate(member.account_id)}
                        >
                          <IconUserMinus size={18} aria-hidden />
                        </ActionIcon>
                      </Tooltip>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Fetched>
      {(put.isError || remove.isError) && <ErrorNote error={put.error ?? remove.error} />}
      {manages && <AddMember roles={roles} add={put.mutate} busy={put.isPending} />}
    </Stack>
  );
}

interface AddProps {
  roles: {value: Role; label: string}[];
  add: (member: {account: string; role: Role}) => void;
  busy: boolean;
}

function AddMember({roles, add, busy}: AddProps) {
  const {t} = useTranslation();
  const form = useForm<{account: string; role: Role}>({initialValues: {account: '', role: 'MEMBER'}});
  return (
    <form onSubmit={form.onSubmit((values) => add(values))}>
      <Group align="flex-end">
        <TextInput label={t('people.account')} required {...form.getInputProps('account')} />
        <Select
          label={t('people.role')}
          data={roles}
          allowDeselect={false}
          w={140}
          {...form.getInputProps('role')}
        />
        <Button type="submit" variant="light" loading={busy} leftSection={<IconUserPlus size={18} aria-hidden />}>
          {t('people.add_member')}
        </Button>
      </Group>
    </form>
  );
}
