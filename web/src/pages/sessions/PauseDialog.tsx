import {Button, Group, Modal, Stack, Text, TextInput} from '@mantine/core';
import {useMutation, useQueryClient} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';

/** Asks why before a session is paused. */
export function PauseDialog({id, opened, close}: {id: string; opened: boolean; close: () => void}) {
  const {t} = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const pause = useMutation({
    mutationFn: () =>
      ok(
        client.POST('/api/v1/sessions/{id}/pause', {
          params: {path: {id}},
          body: {reason: reason.trim() || t('sessions.pause_default')},
        }),
      ),
    onSuccess: () => {
      close();
      return queries.invalidateQueries({queryKey: ['session', id]});
    },
  });
  return (
    <Modal opened={opened} onClose={close} title={t('sessions.pause_title')} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          pause.mutate();
        }}
      >
        <Stack>
          <Text size="sm">{t('sessions.pause_lead')}</Text>
          <TextInput
            data-autofocus
            label={t('sessions.stop_why')}
            placeholder={t('sessions.pause_default')}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {pause.isError && <ErrorNote error={pause.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={pause.isPending}>
              {t('sessions.pause')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
