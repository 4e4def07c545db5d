import {Button, Group, Modal, Paper, Stack, Text, TextInput} from '@mantine/core';
import {useDisclosure} from '@mantine/hooks';
import {notifications} from '@mantine/notifications';
import {useMutation} from '@tanstack/react-query';
import {IconArrowBackUp, IconChartLine, IconTag, IconTrash} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {comparing} from '../compare/compareState';
import type {Life} from './viewState';

/** As many runs as one request may change. */
const AT_ONCE = 1000;

interface Props {
  chosen: string[];
  life: Life;
  clear: () => void;
  changed: () => Promise<void>;
}

/** What can be done with the chosen runs. */
export function SelectionBar({chosen, life, clear, changed}: Props) {
  const {t} = useTranslation();
  const {may} = useProject();
  const [deleting, deletion] = useDisclosure();
  const [tagging, tagger] = useDisclosure();
  const change = useMutation({
    mutationFn: async (what: Omit<Schema<'RunChange'>, 'runs'>) => {
      for (let from = 0; from < chosen.length; from += AT_ONCE) {
        await ok(client.POST('/api/v1/runs/change', {body: {...what, runs: chosen.slice(from, from + AT_ONCE)}}));
      }
    },
    onSuccess: async () => {
      notifications.show({message: t('runs.changed', {count: chosen.length})});
      deletion.close();
      tagger.close();
      clear();
      await changed();
    },
  });
  return (
    <Paper withBorder p="xs" role="region" aria-label={t('runs.chosen_region')}>
      <Group gap="sm">
        <Text size="sm" fw={600}>
          {t('runs.chosen', {count: chosen.length})}
        </Text>
        <Button size="xs" component={Link} to={comparing(chosen)} leftSection={<IconChartLine size={16} aria-hidden />}>
          {t('runs.compare')}
        </Button>
        {may('TRACKING_WRITE') && life !== 'DELETED_ONLY' && (
          <>
            <Button size="xs" variant="default" leftSection={<IconTag size={16} aria-hidden />} onClick={tagger.open}>
              {t('runs.tag')}
            </Button>
            <Button size="xs" variant="light" color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={deletion.open}>
              {t('common.delete')}
            </Button>
          </>
        )}
        {may('TRACKING_WRITE') && life !== 'ACTIVE_ONLY' && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            onClick={() => change.mutate({deleted: false})}
          >
            {t('runs.restore')}
          </Button>
        )}
        <Button size="xs" variant="subtle" onClick={clear}>
          {t('runs.choose_none')}
        </Button>
      </Group>
      {change.isError && !deleting && !tagging && <ErrorNote error={change.error} />}
      <Modal opened={deleting} onClose={deletion.close} title={t('runs.delete_title', {count: chosen.length})} closeButtonProps={{'aria-label': t('common.close')}}>
        <Stack>
          <Text size="sm">{t('runs.delete_lead')}</Text>
          {change.isError && <ErrorNote error={change.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={deletion.close}>
              {t('common.cancel')}
            </Button>
            <Button color="red" loading={change.isPending} onClick={() => change.mutate({deleted: true})}>
              {t('common.delete')}
            </Button>
          </Group>
        </Stack>
      </Modal>
      <Modal opened={tagging} onClose={tagger.close} title={t('runs.tag_title', {count: chosen.length})} closeButtonProps={{'aria-label': t('common.close')}}>
        <TagForm
          error={change.error}
          pending={change.isPending}
          set={(key, value) => change.mutate({set_tags: {[key]: value}})}
          remove={(key) => change.mutate({remove_tags: [key]})}
        />
      </Modal>
    </Paper>
  );
}

interface TagProps {
  error: unknown;
  pending: boolean;
  set: (key: string, value: string) => void;
  remove: (key: string) => void;
}

function TagForm({error, pending, set, remove}: TagProps) {
  const {t} = useTranslation();
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        set(key, value);
      }}
    >
      <Stack>
        <TextInput label={t('runs.tag_key')} value={key} onChange={(event) => setKey(event.currentTarget.value)} data-autofocus />
        <TextInput label={t('runs.tag_value')} value={value} onChange={(event) => setValue(event.currentTarget.value)} />
        {error !== null && <ErrorNote error={error} />}
        <Group justify="flex-end">
          <Button variant="default" disabled={key === ''} loading={pending} onClick={() => remove(key)}>
            {t('runs.tag_remove')}
          </Button>
          <Button type="submit" disabled={key === ''} loading={pending}>
            {t('runs.tag_set')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
