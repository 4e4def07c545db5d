import {Anchor, Badge, Card, Group, SimpleGrid, Stack, Text, TextInput} from '@mantine/core';
import {useDebouncedValue} from '@mantine/hooks';
import {keepPreviousData, useQueries, useQuery} from '@tanstack/react-query';
import {IconSearch, IconStarFilled, IconTrophy} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link, useSearchParams} from 'react-router';
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
  const [address, setAddress] = useSearchParams();
  const typed = address.get('search') ?? '';
  const [search] = useDebouncedValue(typed.trim(), 250);
  const models = useQuery({
    queryKey: ['models', projectId, search],
    refetchInterval: 5000,
    placeholderData: keepPreviousData,
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/models', {
          params: {path: {project: projectId}, query: {limit: 100, ...(search ? {search} : {})}},
        }),
      ),
  });
  return (
    <PageFrame title={t('common.models')} lead={t('models.lead')}>
      <TextInput
        type="search"
        maw={420}
        aria-label={t('models.search')}
        placeholder={t('models.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setAddress(text ? {search: text} : {}, {replace: true});
        }}
      />
      <Fetched query={models}>
        {({items}) =>
          items.length === 0 && search ? (
            <Text>{t('models.none_found')}</Text>
          ) : items.length === 0 ? (
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
                <Anchor component={Link} to={`/models/${model.id}`} fw={600} style={{overflowWrap: 'anywhere'}}>
                  {model.name}
                </Anchor>
                <Text size="sm" c="dimmed" style={{whiteSpace: 'nowrap'}}>
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
                {Object.entries(model.aliases).map(([alias, number]) => (
                  <Badge key={alias} variant="light" style={{textTransform: 'none'}}>
                    @{alias} → {number}
                  </Badge>
                ))}
              </Group>
              {model.description && (
                <Text size="sm" lineClamp={2} style={{overflowWrap: 'anywhere'}}>
                  {model.description}
                </Text>
              )}
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
