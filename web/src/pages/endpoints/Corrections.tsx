import {Button, Group, Paper, SegmentedControl, Stack, Text, Title} from '@mantine/core';
import {keepPreviousData, useInfiniteQuery, useMutation, useQueryClient} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Acceptances} from './Acceptances';
import {CorrectionCard} from './CorrectionCard';

type State = Schema<'CorrectionState'>;
const STATES = ['WAITING', 'ACCEPTED', 'REJECTED'] as const satisfies State[];

/** So many at a time; more are accepted or rejected with "all". */
const PAGE = 60;

/** What users fed back: in quarantine until a member has looked. */
export function Corrections({endpointId}: {endpointId: string}) {
  const {t} = useTranslation();
  const {may} = useProject();
  const [state, setState] = useState<(typeof STATES)[number]>('WAITING');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const corrections = useInfiniteQuery({
    queryKey: ['endpoint', endpointId, 'corrections', state],
    refetchInterval: 3000,
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined,
    queryFn: ({pageParam}) =>
      ok(
        client.GET('/api/v1/endpoints/{id}/corrections', {
          params: {path: {id: endpointId}, query: {state, limit: PAGE, ...(pageParam ? {after: pageParam} : {})}},
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = corrections.data?.pages.flatMap((page) => page.items) ?? [];
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const decides = state === 'WAITING' && may('SERVING_WRITE') && may('DATA_WRITE');

  return (
    <Paper withBorder p="md" component="section" id="corrections">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3} size="h4">
            {t('endpoints.corrections')}
          </Title>
          <SegmentedControl
            size="xs"
            aria-label={t('common.state')}
            data={STATES.map((each) => ({value: each, label: t(`states.${each}`)}))}
            value={state}
            onChange={(value) => {
              setState(STATES.find((each) => each === value) ?? 'WAITING');
              setChosen(new Set());
            }}
          />
        </Group>
        <Text size="sm" c="dimmed" maw={820}>
          {t('endpoints.corrections_lead')}
        </Text>
        {corrections.isError && <ErrorNote error={corrections.error} again={() => void corrections.refetch()} />}
        {corrections.isSuccess && items.length === 0 && (
          <Text size="sm">{t(`endpoints.no_corrections.${state}`)}</Text>
        )}
        {decides && items.length > 0 && (
          <Decide
            endpointId={endpointId}
            chosen={items.filter((each) => chosen.has(each.id)).map((each) => each.id)}
            more={corrections.hasNextPage}
            shown={items.length}
            choose={(all) => setChosen(new Set(all ? items.map((each) => each.id) : []))}
          />
        )}
        <Group gap="xs">
          {items.map((correction) => (
            <CorrectionCard
              key={correction.id}
              correction={correction}
              {...(decides ? {chosen: chosen.has(correction.id), toggle} : {})}
            />
          ))}
        </Group>
        {corrections.hasNextPage && (
          <Button
            variant="subtle"
            loading={corrections.isFetchingNextPage}
            onClick={() => void corrections.fetchNextPage()}
          >
            {t('common.more')}
          </Button>
        )}
        <Acceptances endpointId={endpointId} />
      </Stack>
    </Paper>
  );
}

interface DecideProps {
  endpointId: string;
  chosen: string[];
  /** Whether more wait than are shown. */
  more: boolean;
  shown: number;
  choose: (all: boolean) => void;
}

function Decide({endpointId, chosen, more, shown, choose}: DecideProps) {
  const {t} = useTranslation();
  const queries = useQueryClient();
  const path = {id: endpointId};
  const decided = async () => {
    choose(false);
    await queries.invalidateQueries({queryKey: ['endpoint', endpointId]});
  };
  const body = chosen.length > 0 ? {ids: chosen} : {all: true};
  const accept = useMutation({
    mutationFn: () => ok(client.POST('/api/v1/endpoints/{id}/corrections/accept', {params: {path}, body})),
    onSuccess: decided,
  });
  const reject = useMutation({
    mutationFn: () => ok(client.POST('/api/v1/endpoints/{id}/corrections/reject', {params: {path}, body})),
    onSuccess: decided,
  });
  const busy = accept.isPending || reject.isPending;
  const words = chosen.length > 0 ? t('endpoints.chosen_n', {n: chosen.length}) : t('endpoints.all_waiting');
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button loading={accept.isPending} disabled={busy} onClick={() => accept.mutate()}>
          {t('endpoints.accept', {what: words})}
        </Button>
        <Button
          variant="light"
          color="orange"
          loading={reject.isPending}
          disabled={busy}
          onClick={() => reject.mutate()}
        >
          {t('endpoints.reject', {what: words})}
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={() => choose(chosen.length < shown)}>
          {chosen.length < shown ? t('endpoints.choose_shown', {n: shown}) : t('endpoints.choose_none')}
        </Button>
        {more && chosen.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('endpoints.more_wait')}
          </Text>
        )}
      </Group>
      {(accept.isError || reject.isError) && <ErrorNote error={accept.error ?? reject.error} />}
    </Stack>
  );
}
