import {Alert, Button, Group, Stack, Text} from '@mantine/core';
import {useMutation, useQueryClient} from '@tanstack/react-query';
import {IconCheck} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {ApiError, client, ok} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import type {Answer} from './asking';

interface Props {
  endpointId: string;
  answer: Answer;
  labels: string[];
}

/** A kept request reaches the platform a moment after its answer. */
const TRIES = 10;

/** Asks whether the answer was right, where the request was kept. */
export function Correction({endpointId, answer, labels}: Props) {
  const {t} = useTranslation();
  const queries = useQueryClient();
  const best = answer.scores.indexOf(Math.max(...answer.scores));
  const say = useMutation({
    mutationFn: (label: string) =>
      ok(
        client.POST('/api/v1/endpoints/{id}/corrections', {
          params: {path: {id: endpointId}},
          body: {request_id: answer.requestId, label},
        }),
      ),
    retry: (count, error) => error instanceof ApiError && error.status === 404 && count < TRIES,
    retryDelay: 500,
    onSuccess: () => queries.invalidateQueries({queryKey: ['endpoint', endpointId, 'corrections']}),
  });
  if (!answer.kept) {
    return (
      <Text size="sm" c="dimmed">
        {t('endpoints.not_kept')}
      </Text>
    );
  }
  if (say.isSuccess) {
    return (
      <Alert color="teal" role="status" icon={<IconCheck aria-hidden />}>
        {t('endpoints.correct_as', {label: say.data.label})}. {t('endpoints.thanks')}
      </Alert>
    );
  }
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        {t('endpoints.right')}
      </Text>
      <Group gap={6}>
        {labels.map((label, place) => (
          <Button
            key={label}
            size="compact-sm"
            variant={place === best ? 'filled' : 'default'}
            aria-label={t('endpoints.correct_as', {label})}
            loading={say.isPending && say.variables === label}
            disabled={say.isPending}
            onClick={() => say.mutate(label)}
          >
            {label}
          </Button>
        ))}
      </Group>
      {say.isError && <ErrorNote error={say.error} />}
    </Stack>
  );
}
