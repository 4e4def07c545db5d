import {Button, Group, Stack, TagsInput, Text, Title} from '@mantine/core';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';

/** The hosts that the project's sessions may reach; managers decide. */
export function Hosts() {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const network = useQuery({
    queryKey: ['network', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/network', {params: {path: {project: projectId}}})),
  });
  return (
    <Stack component="section" gap="sm">
      <Title order={3}>{t('people.hosts')}</Title>
      <Text c="dimmed" size="sm">
        {t('people.hosts_lead')}
      </Text>
      <Fetched query={network}>{({hosts}) => <Choose key={hosts.join(' ')} hosts={hosts} />}</Fetched>
    </Stack>
  );
}

function Choose({hosts}: {hosts: string[]}) {
  const {t} = useTranslation();
  const {projectId, may} = useProject();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState(hosts);
  const put = useMutation({
    mutationFn: () =>
      ok(
        client.PUT('/api/v1/projects/{project}/network', {
          params: {path: {project: projectId}},
          body: {hosts: chosen},
        }),
      ),
    onSuccess: () => queries.invalidateQueries({queryKey: ['network', projectId]}),
  });
  if (!may('PEOPLE_MANAGE')) {
    return <Text size="sm">{hosts.length === 0 ? t('people.no_hosts') : hosts.join(', ')}</Text>;
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate();
      }}
    >
      <Group align="flex-end">
        <TagsInput
          label={t('people.allowed_hosts')}
          description={t('people.hosts_form')}
          placeholder={chosen.length === 0 ? t('people.no_hosts') : undefined}
          maxTags={50}
          miw={360}
          value={chosen}
          onChange={setChosen}
        />
        <Button type="submit" variant="light" loading={put.isPending} disabled={chosen.join(' ') === hosts.join(' ')}>
          {t('common.save')}
        </Button>
      </Group>
      {put.isError && <ErrorNote error={put.error} />}
    </form>
  );
}
