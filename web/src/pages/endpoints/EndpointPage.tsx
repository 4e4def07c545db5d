import {Button, Code, Paper, Stack, Switch, Text, Title} from '@mantine/core';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {useNavigate, useParams} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {StateBadge} from '../../components/StateBadge';
import {Corrections} from './Corrections';
import {Deployments} from './Deployments';
import {Keys} from './Keys';
import {TryIt} from './TryIt';
import {UsageTable} from './UsageTable';

type Endpoint = Schema<'Endpoint'>;

export default function EndpointPage() {
  const {t} = useTranslation();
  const {id = ''} = useParams();
  const endpoint = useQuery({
    queryKey: ['endpoint', id],
    queryFn: () => ok(client.GET('/api/v1/endpoints/{id}', {params: {path: {id}}})),
    refetchInterval: 2500,
  });
  return (
    <Fetched query={endpoint}>
      {(found) => (
        <PageFrame
          title={found.name}
          lead={
            found.live
              ? t('endpoints.version_of', {model: found.live.model_name, n: found.live.model_version})
              : t('endpoints.nothing_live')
          }
          above={[{text: t('common.endpoints'), path: '/endpoints'}]}
          projectId={found.project_id}
          actions={<Actions endpoint={found} />}
        >
          <Stack gap="lg">
            <TryIt key={found.live?.version_id ?? 'none'} endpoint={found} />
            <Corrections endpointId={id} />
            <Deployments endpoint={found} />
            <UsageTable endpointId={id} />
            <Keys endpointId={id} />
            <HowToCall endpoint={found} />
          </Stack>
        </PageFrame>
      )}
    </Fetched>
  );
}

function Actions({endpoint}: {endpoint: Endpoint}) {
  const {t} = useTranslation();
  const {may} = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const follow = useMutation({
    mutationFn: (following: boolean) =>
      ok(
        client.PUT('/api/v1/endpoints/{id}/follow-champion', {
          params: {path: {id: endpoint.id}},
          body: {follow_champion: following},
        }),
      ),
    onSuccess: () => queries.invalidateQueries({queryKey: ['endpoint', endpoint.id]}),
  });
  const remove = useMutation({
    mutationFn: () => ok(client.DELETE('/api/v1/endpoints/{id}', {params: {path: {id: endpoint.id}}})),
    onSuccess: async () => {
      await queries.invalidateQueries({queryKey: ['endpoints']});
      await navigate('/endpoints');
    },
  });
  const writes = may('SERVING_WRITE');
  return (
    <>
      {endpoint.live && <StateBadge state={endpoint.live.state} />}
      <Switch
        label={t('endpoints.follow')}
        checked={endpoint.follow_champion}
        disabled={!writes || follow.isPending}
        onChange={(event) => follow.mutate(event.currentTarget.checked)}
      />
      {writes && (
        <Button
          variant="subtle"
          color="red"
          loading={remove.isPending}
          onClick={() => {
            if (window.confirm(t('endpoints.close_sure'))) remove.mutate();
          }}
        >
          {t('endpoints.close')}
        </Button>
      )}
      {(follow.isError || remove.isError) && <ErrorNote error={follow.error ?? remove.error} />}
    </>
  );
}

/** The same request from a shell. */
function HowToCall({endpoint}: {endpoint: Endpoint}) {
  const {t} = useTranslation();
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('endpoints.call')}
        </Title>
        <Code block>{`./dure predict ${endpoint.name} picture.png --key dure_key_…`}</Code>
        <Text size="sm" c="dimmed">
          Open Inference Protocol: POST /v2/models/{endpoint.name}/infer
        </Text>
      </Stack>
    </Paper>
  );
}
