import {Anchor, Group, Paper, Stack, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {moment, percent} from '../../components/format';
import {StepLine} from '../../components/StepLine';

/** The champion and those before it, as a staircase over time. */
export function Champions({problemId}: {problemId: string}) {
  const {t, i18n} = useTranslation();
  const champions = useQuery({
    queryKey: ['problem', problemId, 'champions'],
    refetchInterval: 3000,
    queryFn: () => ok(client.GET('/api/v1/problems/{id}/champions', {params: {path: {id: problemId}}})),
  });
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('problems.champions')}
        </Title>
        <Fetched query={champions}>
          {({items}) => {
            if (items.length === 0) return <Text size="sm">{t('problems.no_champion_yet')}</Text>;
            const past = [...items].reverse();
            return (
              <>
                <StepLine
                  title={t('problems.champions')}
                  values={past.map((each) => each.hidden_accuracy ?? 0)}
                  labels={past.map((each) => percent(each.hidden_accuracy ?? 0, i18n.language))}
                  notes={past.map((each) => t('problems.version_of', {model: each.model_name, n: each.number}))}
                />
                <Group gap="lg">
                  {past.map((each) => (
                    <Stack key={each.id} gap={0}>
                      <Anchor component={Link} to={`/models/${each.model_id}?version=${each.number}`} fz="sm">
                        {t('problems.version_of', {model: each.model_name, n: each.number})}
                      </Anchor>
                      <Text size="xs" c="dimmed">
                        {t('problems.since', {time: moment(each.since, i18n.language)})}
                      </Text>
                    </Stack>
                  ))}
                </Group>
              </>
            );
          }}
        </Fetched>
      </Stack>
    </Paper>
  );
}
