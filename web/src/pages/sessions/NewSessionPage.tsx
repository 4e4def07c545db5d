import {Paper} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {useSearchParams} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {fieldsLike, NO_MOUNT, USUAL, type Fields} from './new/newSession';
import {SessionForm} from './new/SessionForm';
import {useTrainingChoices} from './useTrainingChoices';

type Dataset = Schema<'Dataset'>;

/** What the address asks for: `dataset` with `version`, `problem`, and `runs=own` for a program of one's own. */
function askedFields(asked: URLSearchParams, datasets: Dataset[]): Fields {
  const own = asked.get('runs') === 'own';
  const dataset = datasets.find((each) => each.id === asked.get('dataset'));
  const version = asked.get('version') || dataset?.latest_version?.toString() || null;
  return {
    ...USUAL,
    runs: own ? 'own' : 'recipe',
    problem: asked.get('problem'),
    dataset: dataset?.id ?? null,
    version,
    mounts: dataset ? [{...NO_MOUNT, dataset: dataset.id, version, name: dataset.name}] : [],
  };
}

export default function NewSessionPage() {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const [asked] = useSearchParams();
  const like = asked.get('like');
  const {datasets, problems, pools} = useTrainingChoices(null);
  const session = useQuery({
    queryKey: ['session', like],
    enabled: like !== null,
    queryFn: () => ok(client.GET('/api/v1/sessions/{id}', {params: {path: {id: like ?? ''}}})),
  });
  const form = (first?: Schema<'Session'>) => (
    <Fetched query={datasets}>
      {({items}) => (
        <SessionForm
          key={projectId}
          initial={first ? fieldsLike(first) : askedFields(asked, items)}
          first={first}
          datasets={items}
          problems={problems.data?.items ?? []}
          pools={pools}
        />
      )}
    </Fetched>
  );
  return (
    <PageFrame
      title={t('sessions.new')}
      lead={session.data && t('programs.like_of', {session: session.data.name})}
      above={[{text: t('common.sessions'), path: '/sessions'}]}
      projectId={session.data?.project_id}
    >
      <Paper withBorder p="lg" maw={900}>
        {like === null ? form() : <Fetched query={session}>{form}</Fetched>}
      </Paper>
    </PageFrame>
  );
}
