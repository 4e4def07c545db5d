import {Button, Group, Modal, Stack, TextInput} from '@mantine/core';
import {useMutation, useQueryClient} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';

/** Asks why before a session is stopped. */
export function StopDialog({id, opened, close}: {id: string; opened: boolean; close: () => void}) {
  const {t} = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const stop = useMutation({
    mutationFn: () =>
      ok(
        client.POST('/api/v1/sessions/{id}/stop', {
          params: {path: {id}},
          body: {reason: reason.trim() || t('sessions.stop_default')},
        }),
      ),
    onSuccess: () => {
      close();
      return queries.invalidateQueries({queryKey: ['session', id]});
    },
  });
  return (
    <Modal opened={opened} onClose={close} title={t('sessions.stop_title')} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          stop.mutate();
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            label={t('sessions.stop_why')}
            placeholder={t('sessions.stop_default')}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {stop.isError && <ErrorNote error={stop.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" color="red" loading={stop.isPending}>
              {t('sessions.stop')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
