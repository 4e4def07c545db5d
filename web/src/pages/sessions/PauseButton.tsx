import {Button} from '@mantine/core';
import {useMutation, useQueryClient} from '@tanstack/react-query';
import {IconPlayerPause, IconPlayerPlay} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {PauseDialog} from './PauseDialog';

/** Pauses a session that is not over, or resumes a paused one. */
export function PauseButton({session}: {session: Schema<'Session'>}) {
  const {t} = useTranslation();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const resume = useMutation({
    mutationFn: () => ok(client.POST('/api/v1/sessions/{id}/resume', {params: {path: {id: session.id}}})),
    onSuccess: () => queries.invalidateQueries({queryKey: ['session', session.id]}),
  });
  if (session.life.pause) {
    return (
      <>
        {resume.isError && <ErrorNote error={resume.error} />}
        <Button
          variant="light"
          leftSection={<IconPlayerPlay size={18} aria-hidden />}
          loading={resume.isPending}
          onClick={() => resume.mutate()}
        >
          {t('sessions.resume')}
        </Button>
      </>
    );
  }
  return (
    <>
      <Button
        variant="light"
        leftSection={<IconPlayerPause size={18} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t('sessions.pause')}
      </Button>
      <PauseDialog id={session.id} opened={asking} close={() => setAsking(false)} />
    </>
  );
}
