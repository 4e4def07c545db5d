import {Anchor, Stack} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link, useParams, useSearchParams} from 'react-router';
import {client, ok} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {VersionActions} from './VersionActions';
import {VersionPanel} from './VersionPanel';
import {Versions} from './Versions';

/** How many of the newest versions are listed; champions of long ago stand on the problem's page. */
const VERSIONS_MOST = 100;

export default function ModelPage() {
  const {t} = useTranslation();
  const {id = ''} = useParams();
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

  return (
    <Fetched query={model}>
      {(found) => (
        <PageFrame
          title={shown ? t('models.version_of', {model: found.name, n: shown.number}) : found.name}
          above={[{text: t('common.models'), path: '/models'}]}
          actions={shown && <VersionActions version={shown} />}
        >
          <Fetched query={versions}>
            {() => (
              <Stack gap="lg">
                {found.problem_id && (
                  <Anchor component={Link} to={`/problems/${found.problem_id}`} fz="sm">
                    {t('models.to_problem')}
                  </Anchor>
                )}
                {shown && <VersionPanel key={shown.id} version={shown} />}
                <Versions
                  items={items}
                  shown={shown?.number ?? 0}
                  choose={(number) => setSearch({version: String(number)}, {preventScrollReset: true})}
                />
              </Stack>
            )}
          </Fetched>
        </PageFrame>
      )}
    </Fetched>
  );
}
