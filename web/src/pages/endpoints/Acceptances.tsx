import {Anchor, Group, Loader, Stack, Text} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok} from '../../api/client';
import {moment} from '../../components/format';
import {useReasonWords} from '../../components/reasons';

/** What members accepted together, and the dataset versions that came of it. */
export function Acceptances({endpointId}: {endpointId: string}) {
  const {t, i18n} = useTranslation();
  const why = useReasonWords();
  const acceptances = useQuery({
    queryKey: ['endpoint', endpointId, 'acceptances'],
    refetchInterval: (query) => (query.state.data?.items.some((each) => each.state === 'PENDING') ? 1000 : 5000),
    queryFn: () =>
      ok(client.GET('/api/v1/endpoints/{id}/acceptances', {params: {path: {id: endpointId}, query: {limit: 5}}})),
  });
  const items = acceptances.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Stack gap={4} role="status">
      {items.map((each) => (
        <Group key={each.id} gap={6}>
          {each.state === 'PENDING' && <Loader size="xs" aria-label={t('common.loading')} />}
          <Text size="sm" {...(each.state === 'FAILED' ? {c: 'red'} : {})}>
            {t(`endpoints.acceptance.${each.state}`, {
              accepted: each.accepted,
              by: each.accepted_by_name,
              reason: why(each.reason),
            })}
          </Text>
          {each.dataset_id && each.dataset_version && (
            <Anchor component={Link} to={`/data/${each.dataset_id}?version=${each.dataset_version}`} fz="sm">
              {t('endpoints.became', {n: each.dataset_version})}
            </Anchor>
          )}
          <Text size="xs" c="dimmed">
            {moment(each.created_at, i18n.language)}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
