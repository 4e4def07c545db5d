import {Anchor, Card, Group, SimpleGrid, Stack, Text} from '@mantine/core';
import {useQueries, useQuery} from '@tanstack/react-query';
import {IconStarFilled, IconTrophy} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {EmptyNote} from '../../components/EmptyNote';
import {Fetched} from '../../components/Fetched';
import {moment, percent} from '../../components/format';
import {PageFrame} from '../../components/PageFrame';

type Model = Schema<'Model'>;

export default function ModelsPage() {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const models = useQuery({
    queryKey: ['models', projectId],
    refetchInterval: 5000,
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/models', {params: {path: {project: projectId}, query: {limit: 100}}}),
      ),
  });
  return (
    <PageFrame title={t('common.models')} lead={t('models.lead')}>
      <Fetched query={models}>
        {({items}) =>
          items.length === 0 ? (
            <EmptyNote Icon={IconTrophy} text={t('models.empty')}>
              <Anchor component={Link} to="/sessions/new">
                {t('sessions.new')}
              </Anchor>
            </EmptyNote>
          ) : (
            <Models items={items} />
          )
        }
      </Fetched>
    </PageFrame>
  );
}

function Models({items}: {items: Model[]}) {
  const {t, i18n} = useTranslation();
  const champions = useQueries({
    queries: items.map((model) => ({
      queryKey: ['problem', model.problem_id, 'champions'],
      enabled: Boolean(model.problem_id),
      queryFn: () =>
        ok(client.GET('/api/v1/problems/{id}/champions', {params: {path: {id: model.problem_id ?? ''}}})),
    })),
    combine: (results) => results.map((result) => result.data?.items.find((each) => !each.until)),
  });
  return (
    <SimpleGrid cols={{base: 1, sm: 2, lg: 3}}>
      {items.map((model, place) => {
        const champion = champions[place];
        return (
          <Card key={model.id} withBorder padding="md">
            <Stack gap={6}>
              <Group justify="space-between" wrap="nowrap">
                <Anchor component={Link} to={`/models/${model.id}`} fw={600}>
                  {model.name}
                </Anchor>
                <Text size="sm" c="dimmed">
                  {t('models.versions_n', {count: model.versions})}
                </Text>
              </Group>
              <Group gap={6} mih={24}>
                {champion?.model_id === model.id && (
                  <>
                    <IconStarFilled size={16} color="#e67700" aria-hidden />
                    <Text size="sm">
                      {t('models.champion_is', {
                        n: champion.number,
                        share: percent(champion.hidden_accuracy ?? 0, i18n.language),
                      })}
                    </Text>
                  </>
                )}
              </Group>
              <Text size="xs" c="dimmed">
                {model.created_by} · {moment(model.created_at, i18n.language)}
              </Text>
            </Stack>
          </Card>
        );
      })}
    </SimpleGrid>
  );
}
