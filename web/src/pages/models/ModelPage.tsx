import {Anchor, Stack} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link, useParams, useSearchParams} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {CompareVersions} from './CompareVersions';
import {Description} from './Description';
import {RegistryHistory} from './RegistryHistory';
import {Tags} from './Tags';
import {VersionActions} from './VersionActions';
import {VersionPanel} from './VersionPanel';
import {Versions} from './Versions';

/** How many of the newest versions are listed; champions of long ago stand on the problem's page. */
const VERSIONS_MOST = 100;

export default function ModelPage() {
  const {t} = useTranslation();
  const {id = ''} = useParams();
  const {may} = useProject();
  const mayEdit = may('MODELS_WRITE');
  const [search, setSearch] = useSearchParams();
  const asked = Number(search.get('version') ?? Number.NaN);
  const model = useQuery({
    queryKey: ['model', id],
    queryFn: () => ok(client.GET('/api/v1/models/{id}', {params: {path: {id}}})),
  });
  const versions = useQuery({
    queryKey: ['model', id, 'versions'],
    refetchInterval: 3000,
    queryFn: () =>
      ok(client.GET('/api/v1/models/{id}/versions', {params: {path: {id}, query: {limit: VERSIONS_MOST}}})),
  });
  const items = versions.data?.items ?? [];
  const shown =
    items.find((each) => each.number === asked) ?? items.find((each) => each.champion) ?? items[0];
  const choose = (number: number) => setSearch({version: String(number)}, {preventScrollReset: true});

  return (
    <Fetched query={model}>
      {(found) => (
        <PageFrame
          title={shown ? t('models.version_of', {model: found.name, n: shown.number}) : found.name}
          above={[{text: t('common.models'), path: '/models'}]}
          projectId={found.project_id}
          actions={shown && <VersionActions version={shown} />}
        >
          <Fetched query={versions}>
            {() => (
              <Stack gap="lg">
                <Stack gap="xs">
                  <Description
                    modelId={id}
                    of={found.name}
                    text={found.description}
                    mayEdit={mayEdit}
                    save={(description) =>
                      ok(client.PATCH('/api/v1/models/{id}', {params: {path: {id}}, body: {description}}))
                    }
                  />
                  <Tags
                    modelId={id}
                    tags={found.tags}
                    mayEdit={mayEdit}
                    put={(key, value) =>
                      ok(client.PUT('/api/v1/models/{id}/tags', {params: {path: {id}}, body: {key, value}}))
                    }
                    remove={(key) =>
                      ok(client.DELETE('/api/v1/models/{id}/tags', {params: {path: {id}, query: {key}}}))
                    }
                  />
                </Stack>
                {found.problem_id && (
                  <Anchor component={Link} to={`/problems/${found.problem_id}`} fz="sm">
                    {t('models.to_problem')}
                  </Anchor>
                )}
                {shown && <VersionPanel key={shown.id} version={shown} mayEdit={mayEdit} />}
                {items.length > 0 && <Versions items={items} shown={shown?.number ?? 0} choose={choose} />}
                {shown && items.length > 1 && (
                  <CompareVersions
                    items={items}
                    shown={shown}
                    other={Number(search.get('with') ?? 0)}
                    choose={(other) =>
                      setSearch(
                        {version: String(shown.number), ...(other ? {with: String(other)} : {})},
                        {preventScrollReset: true},
                      )
                    }
                  />
                )}
                <RegistryHistory modelId={id} choose={choose} />
              </Stack>
            )}
          </Fetched>
        </PageFrame>
      )}
    </Fetched>
  );
}
