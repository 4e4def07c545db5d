import {Anchor, Button, Paper, Stack, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconPlus} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link, useParams} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {CURVES_MOST, RunCurves} from '../../components/RunCurves';
import {Champions} from './Champions';
import {Comparisons} from './Comparisons';
import {Leaderboard} from './Leaderboard';

type Problem = Schema<'LearningProblem'>;

export default function ProblemPage() {
  const {t} = useTranslation();
  const {id = ''} = useParams();
  const {may} = useProject();
  const problem = useQuery({
    queryKey: ['problem', id],
    staleTime: Infinity,
    queryFn: () => ok(client.GET('/api/v1/problems/{id}', {params: {path: {id}}})),
  });
  return (
    <Fetched query={problem}>
      {(found) => (
        <PageFrame
          title={found.name}
          lead={t(`problems.lead_of.${found.metric}`)}
          above={[{text: t('common.problems'), path: '/problems'}]}
          projectId={found.project_id}
          actions={
            may('COMPUTE_RUN') && (
              <Button
                component={Link}
                to={`/sessions/new?${new URLSearchParams({problem: found.id, dataset: found.dataset_id}).toString()}`}
                leftSection={<IconPlus size={18} aria-hidden />}
              >
                {t('problems.new_session')}
              </Button>
            )
          }
        >
          <Whole problem={found} />
        </PageFrame>
      )}
    </Fetched>
  );
}

function Whole({problem}: {problem: Problem}) {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const runs = useQuery({
    queryKey: ['runs', projectId, problem.id],
    refetchInterval: 2000,
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/runs', {
          params: {path: {project: problem.project_id}, query: {problem: problem.id, limit: 100}},
        }),
      ),
  });
  const known = runs.data?.items ?? [];
  return (
    <Stack gap="lg">
      <Leaderboard problemId={problem.id} runs={known} />
      <Champions problemId={problem.id} />
      <Paper withBorder p="md" component="section">
        <Stack gap="sm">
          <Title order={3} size="h4">
            {t('problems.curves')}
          </Title>
          {known.length > CURVES_MOST && (
            <Text size="sm" c="dimmed">
              {t('problems.curves_newest', {n: CURVES_MOST})}
            </Text>
          )}
          <Anchor component={Link} to={`/runs?problem=${problem.id}`} fz="sm">
            {t('runs.of_this_problem')}
          </Anchor>
          <RunCurves runs={known.slice(0, CURVES_MOST)} empty={t('sessions.curves_empty')} />
        </Stack>
      </Paper>
      <Comparisons problemId={problem.id} />
    </Stack>
  );
}
