import {Autocomplete, Button, Group, Stack, Table, Text, TextInput, Title} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {IconPlus} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {moment} from '../../components/format';

/** All projects with their units and organisations, for administrators. */
export function Projects() {
  const {t, i18n} = useTranslation();
  const queries = useQueryClient();
  const projects = useQuery({queryKey: ['projects'], queryFn: () => ok(client.GET('/api/v1/projects'))});
  const units = useQuery({queryKey: ['units'], queryFn: () => ok(client.GET('/api/v1/units'))});
  const form = useForm({initialValues: {name: '', organisation: '', unit: ''}});
  const make = useMutation({
    mutationFn: (body: {name: string; organisation: string; unit: string}) => ok(client.POST('/api/v1/projects', {body})),
    onSuccess: async () => {
      form.reset();
      for (const key of ['projects', 'units', 'me']) await queries.invalidateQueries({queryKey: [key]});
    },
  });
  const known = units.data?.items ?? [];
  const organisations = [...new Set(known.map((unit) => unit.organisation_name))];
  const within = known.filter((unit) => unit.organisation_name === form.values.organisation).map((unit) => unit.name);
  return (
    <Stack component="section" gap="sm">
      <Title order={3}>{t('people.projects')}</Title>
      <Text c="dimmed" size="sm">
        {t('people.projects_lead')}
      </Text>
      <form onSubmit={form.onSubmit((fields) => make.mutate(fields))}>
        <Group align="flex-end">
          <TextInput label={t('people.project_name')} required maxLength={63} {...form.getInputProps('name')} />
          <Autocomplete label={t('people.organisation')} required data={organisations} {...form.getInputProps('organisation')} />
          <Autocomplete label={t('people.unit')} required data={within} {...form.getInputProps('unit')} />
          <Button type="submit" variant="light" loading={make.isPending} leftSection={<IconPlus size={18} aria-hidden />}>
            {t('people.make_project')}
          </Button>
        </Group>
      </form>
      {make.isError && <ErrorNote error={make.error} />}
      <Fetched query={projects}>
        {({items}) => (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('people.project_name')}</Table.Th>
                <Table.Th>{t('people.organisation')}</Table.Th>
                <Table.Th>{t('people.unit')}</Table.Th>
                <Table.Th>{t('people.since')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((project) => (
                <Table.Tr key={project.id}>
                  <Table.Td>{project.name}</Table.Td>
                  <Table.Td>{project.organisation_name}</Table.Td>
                  <Table.Td>{project.unit_name}</Table.Td>
                  <Table.Td>{moment(project.created_at, i18n.language)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Fetched>
    </Stack>
  );
}
