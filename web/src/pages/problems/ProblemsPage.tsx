import {Anchor, Button, Card, Group, Modal, SimpleGrid, Stack, Text} from '@mantine/core';
import {useQueries, useQuery} from '@tanstack/react-query';
import {IconPlus, IconTargetArrow, IconTrophy} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {EmptyNote} from '../../components/EmptyNote';
import {Fetched} from '../../components/Fetched';
import {moment, percent} from '../../components/format';
import {PageFrame} from '../../components/PageFrame';
import {NewProblem} from './NewProblem';

type Problem = Schema<'LearningProblem'>;

export default function ProblemsPage() {
  const {t} = useTranslation();
  const {projectId, may} = useProject();
  const [making, setMaking] = useState(false);
  const problems = useQuery({
    queryKey: ['problems', projectId],
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/problems', {
          params: {path: {project: projectId}, query: {limit: 100}},
        }),
      ),
  });
  const make = may('PROBLEMS_WRITE') && (
    <Button onClick={() => setMaking(true)} leftSection={<IconPlus size={18} aria-hidden />}>
      {t('problems.new')}
    </Button>
  );
  return (
    <PageFrame title={t('common.problems')} lead={t('problems.lead')} actions={make}>
      <Fetched query={problems}>
        {({items}) =>
          items.length === 0 ? (
            <EmptyNote Icon={IconTargetArrow} text={t('problems.empty')}>
              {make}
            </EmptyNote>
          ) : (
            <Problems items={items} />
          )
        }
      </Fetched>
      <Modal opened={making} onClose={() => setMaking(false)} title={t('problems.new')} centered>
        {making && <NewProblem />}
      </Modal>
    </PageFrame>
  );
}

function Problems({items}: {items: Problem[]}) {
  const {t, i18n} = useTranslation();
  const champions = useQueries({
    queries: items.map((problem) => ({
      queryKey: ['problem', problem.id, 'champions'],
      queryFn: () => ok(client.GET('/api/v1/problems/{id}/champions', {params: {path: {id: problem.id}}})),
    })),
    combine: (results) => results.map((result) => result.data?.items.find((each) => !each.until)),
  });
  return (
    <SimpleGrid cols={{base: 1, sm: 2, lg: 3}}>
      {items.map((problem, place) => {
        const champion = champions[place];
        return (
          <Card key={problem.id} withBorder padding="md">
            <Stack gap={6}>
              <Anchor component={Link} to={`/problems/${problem.id}`} fw={600}>
                {problem.name}
              </Anchor>
              <Text size="sm">{t(`problems.tasks.${problem.task}`, {defaultValue: problem.task})}</Text>
              <Group gap={6} mih={26} wrap="nowrap">
                <IconTrophy size={18} stroke={1.6} aria-hidden color={champion ? '#e67700' : '#adb5bd'} />
                <Text size="sm" truncate>
                  {champion
                    ? t('problems.champion_with', {
                        model: champion.model_name,
                        n: champion.number,
                        share: percent(champion.hidden_accuracy ?? 0, i18n.language),
                      })
                    : t('problems.no_champion')}
                </Text>
              </Group>
              <Text size="xs" c="dimmed">
                {problem.created_by} · {moment(problem.created_at, i18n.language)}
              </Text>
            </Stack>
          </Card>
        );
      })}
    </SimpleGrid>
  );
}
