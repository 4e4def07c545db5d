import {Button, Select, Stack, Switch, Text, TextInput} from '@mantine/core';
import {useMutation, useQueries, useQuery, useQueryClient} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useNavigate} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';

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
        ok(client.GET('/api/v1/models/{id}/versions', {params: {path: {id: model.id}, query: {limit: 100}}})),
    })),
    combine: (results) => results.flatMap((result) => result.data?.items ?? []),
  }).filter((version) => version.state !== 'FAILED');
}

/** Makes an endpoint; with `given`, for that version. */
export function NewEndpoint({given}: {given?: Schema<'ModelVersion'>}) {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const versions = useVersions();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [follow, setFollow] = useState(true);
  const version = versions.find((each) => each.id === chosen) ?? given ?? versions.find((each) => each.champion);
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
