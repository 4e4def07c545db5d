import {Anchor, Button, Modal, Select, Stack, Switch, Table, Text, TextInput} from '@mantine/core';
import {useMutation, useQueries, useQuery, useQueryClient} from '@tanstack/react-query';
import {IconPlus, IconRocket} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link, useNavigate} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {EmptyNote} from '../../components/EmptyNote';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {StateBadge} from '../../components/StateBadge';

export default function EndpointsPage() {
  const {t} = useTranslation();
  const {projectId, may} = useProject();
  const [making, setMaking] = useState(false);
  const endpoints = useQuery({
    queryKey: ['endpoints', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/endpoints', {params: {path: {project: projectId}}})),
    refetchInterval: 3000,
  });
  const make = may('SERVING_WRITE') && (
    <Button onClick={() => setMaking(true)} leftSection={<IconPlus size={18} aria-hidden />}>
      {t('endpoints.new')}
    </Button>
  );
  return (
    <PageFrame title={t('common.endpoints')} lead={t('endpoints.lead')} actions={make}>
      <Fetched query={endpoints}>
        {({items}) =>
          items.length === 0 ? (
            <EmptyNote Icon={IconRocket} text={t('endpoints.empty')}>
              {make}
            </EmptyNote>
          ) : (
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('endpoints.name')}</Table.Th>
                  <Table.Th>{t('endpoints.live')}</Table.Th>
                  <Table.Th>{t('common.state')}</Table.Th>
                  <Table.Th>{t('endpoints.follow')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((endpoint) => (
                  <Table.Tr key={endpoint.id}>
                    <Table.Td>
                      <Anchor component={Link} to={`/endpoints/${endpoint.id}`} fw={500}>
                        {endpoint.name}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>
                      {endpoint.live
                        ? t('endpoints.version_of', {model: endpoint.live.model_name, n: endpoint.live.model_version})
                        : t('endpoints.nothing_live')}
                    </Table.Td>
                    <Table.Td>{endpoint.live && <StateBadge state={endpoint.live.state} />}</Table.Td>
                    <Table.Td>{endpoint.follow_champion ? '✓' : '–'}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Fetched>
      <Modal opened={making} onClose={() => setMaking(false)} title={t('endpoints.new')} centered>
        {making && <NewEndpoint />}
      </Modal>
    </PageFrame>
  );
}

/** The newest versions of the project's models, to be chosen from. */
function useVersions() {
  const {projectId} = useProject();
  const models = useQuery({
    queryKey: ['models', projectId],
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/models', {params: {path: {project: projectId}, query: {limit: 100}}}),
      ),
  });
  return useQueries({
    queries: (models.data?.items ?? []).map((model) => ({
      queryKey: ['model', model.id, 'versions'],
      queryFn: () =>
        ok(client.GET('/api/v1/models/{id}/versions', {params: {path: {id: model.id}, query: {limit: 50}}})),
    })),
    combine: (results) => results.flatMap((result) => result.data?.items ?? []),
  }).filter((version) => version.state !== 'FAILED');
}

function NewEndpoint() {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const versions = useVersions();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [follow, setFollow] = useState(true);
  const version = versions.find((each) => each.id === chosen) ?? versions.find((each) => each.champion);
  const make = useMutation({
    mutationFn: () =>
      ok(
        client.POST('/api/v1/projects/{project}/endpoints', {
          params: {path: {project: projectId}},
          body: {
            name,
            ...(version ? {model_id: version.model_id, version: version.number} : {}),
            follow_champion: Boolean(version?.problem_id) && follow,
          },
        }),
      ),
    onSuccess: async (endpoint) => {
      await queries.invalidateQueries({queryKey: ['endpoints']});
      await navigate(`/endpoints/${endpoint.id}`);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          label={t('endpoints.name')}
          description={t('endpoints.name_help')}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t('endpoints.model')}
          data={versions.map((each) => ({
            value: each.id,
            label:
              t('endpoints.version_of', {model: each.model_name, n: each.number}) + (each.champion ? ' ★' : ''),
          }))}
          value={version?.id ?? null}
          onChange={setChosen}
          searchable
        />
        {version?.problem_id && (
          <Switch
            label={t('endpoints.follow')}
            description={t('endpoints.follow_help')}
            checked={follow}
            onChange={(event) => setFollow(event.currentTarget.checked)}
          />
        )}
        {make.isError && <ErrorNote error={make.error} />}
        <Button type="submit" loading={make.isPending}>
          {t('endpoints.make')}
        </Button>
        {versions.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('endpoints.nothing_live')}
          </Text>
        )}
      </Stack>
    </form>
  );
}
