import {Button, Menu, Modal} from '@mantine/core';
import {notifications} from '@mantine/notifications';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {IconChevronDown, IconRefresh, IconRocket} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useNavigate} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {NewEndpoint} from '../endpoints/NewEndpoint';
import {trainedOn} from './lineage';

type Version = Schema<'ModelVersion'>;

/** Train again on newer data; let callers have this version. */
export function VersionActions({version}: {version: Version}) {
  const {may} = useProject();
  return (
    <>
      {version.session_id && may('MODELS_WRITE') && may('COMPUTE_RUN') && <TrainAgain version={version} />}
      {may('SERVING_WRITE') && version.state !== 'FAILED' && version.signature && <Deploy version={version} />}
    </>
  );
}

function TrainAgain({version}: {version: Version}) {
  const {t} = useTranslation();
  const navigate = useNavigate();
  const datasetId = trainedOn(version)[0]?.datasetId;
  const versions = useQuery({
    queryKey: ['dataset', datasetId, 'versions'],
    enabled: Boolean(datasetId),
    queryFn: () =>
      ok(client.GET('/api/v1/datasets/{id}/versions', {params: {path: {id: datasetId ?? ''}, query: {limit: 100}}})),
  });
  const train = useMutation({
    mutationFn: (datasetVersion: number | null) =>
      ok(
        client.POST('/api/v1/models/{id}/versions/{number}/train-again', {
          params: {path: {id: version.model_id, number: version.number}},
          body: {dataset_version: datasetVersion},
        }),
      ),
    onSuccess: (session) => navigate(`/sessions/${session.id}`),
  });
  const numbers = versions.data?.items.map((each) => each.number) ?? [];
  const newest = numbers[0] ?? null;
  return (
    <>
      <Button.Group>
        <Button
          variant="light"
          leftSection={<IconRefresh size={18} aria-hidden />}
          loading={train.isPending}
          onClick={() => train.mutate(newest)}
        >
          {newest === null ? t('models.train_again') : t('models.train_again_on', {n: newest})}
        </Button>
        {numbers.length > 1 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="light" px="xs" aria-label={t('models.train_on_other')}>
                <IconChevronDown size={18} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {numbers.map((number) => (
                <Menu.Item key={number} onClick={() => train.mutate(number)}>
                  {t('models.train_again_on', {n: number})}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Button.Group>
      {train.isError && <ErrorNote error={train.error} />}
    </>
  );
}

function Deploy({version}: {version: Version}) {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const endpoints = useQuery({
    queryKey: ['endpoints', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/endpoints', {params: {path: {project: projectId}}})),
  });
  const deploy = useMutation({
    mutationFn: (endpoint: string) =>
      ok(
        client.POST('/api/v1/endpoints/{id}/deployments', {
          params: {path: {id: endpoint}},
          body: {model_id: version.model_id, version: version.number},
        }),
      ),
    onSuccess: async (deployment) => {
      notifications.show({message: t('models.deploying')});
      await queries.invalidateQueries({queryKey: ['endpoints']});
      await navigate(`/endpoints/${deployment.endpoint_id}`);
    },
  });
  const others = endpoints.data?.items.filter((each) => each.live?.version_id !== version.id) ?? [];
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button leftSection={<IconRocket size={18} aria-hidden />} loading={deploy.isPending}>
            {t('models.deploy')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map((endpoint) => (
            <Menu.Item key={endpoint.id} onClick={() => deploy.mutate(endpoint.id)}>
              {t('models.deploy_at', {name: endpoint.name})}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => setMaking(true)}>{t('models.deploy_new')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={making} onClose={() => setMaking(false)} title={t('endpoints.new')} centered>
        {making && <NewEndpoint given={version} />}
      </Modal>
      {deploy.isError && <ErrorNote error={deploy.error} />}
    </>
  );
}
