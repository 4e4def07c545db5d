import {Alert, Button, Group, Text} from '@mantine/core';
import {useMutation, useQueryClient} from '@tanstack/react-query';
import {IconClock, IconZzz} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {duration} from '../../components/format';
import {useProject} from '../../api/session';
import {useNow} from '../../components/useNow';

const SOON_SECONDS = 600;

/** What is about to happen to a running session unless somebody does something. */
export function Warnings({session}: {session: Schema<'Session'>}) {
  return (
    <>
      {session.life.ends_at && <EndsSoon endsAt={session.life.ends_at} wallSeconds={session.wall_seconds} />}
      {session.life.idle && <Idle id={session.id} pausesAt={session.life.idle.pauses_at} />}
    </>
  );
}

/** In the last ten minutes of its longest time, or the last tenth where that is less. */
function EndsSoon({endsAt, wallSeconds}: {endsAt: string; wallSeconds: number}) {
  const {t} = useTranslation();
  const left = (Date.parse(endsAt) - useNow()) / 1000;
  if (left > Math.min(SOON_SECONDS, wallSeconds / 10)) return null;
  return (
    <Alert color="orange" icon={<IconClock size={18} aria-hidden />} role="status">
      {t('sessions.ends_soon', {left: duration(Math.max(0, left)), wall: duration(wallSeconds)})}
    </Alert>
  );
}

function Idle({id, pausesAt}: {id: string; pausesAt: string}) {
  const {t} = useTranslation();
  const {may} = useProject();
  const queries = useQueryClient();
  const now = useNow();
  const keep = useMutation({
    mutationFn: () => ok(client.POST('/api/v1/sessions/{id}/keep', {params: {path: {id}}})),
    onSuccess: () => queries.invalidateQueries({queryKey: ['session', id]}),
  });
  return (
    <Alert color="orange" icon={<IconZzz size={18} aria-hidden />} role="status">
      <Group justify="space-between">
        <Text size="sm">
          {t('sessions.idle', {left: duration(Math.max(0, (Date.parse(pausesAt) - now) / 1000))})}
        </Text>
        {may('COMPUTE_RUN') && (
          <Button size="xs" variant="white" loading={keep.isPending} onClick={() => keep.mutate()}>
            {t('sessions.keep')}
          </Button>
        )}
      </Group>
      {keep.isError && <ErrorNote error={keep.error} />}
    </Alert>
  );
}
