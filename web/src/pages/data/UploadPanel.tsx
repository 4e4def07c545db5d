import {Button, Checkbox, Group, Paper, Progress, Select, Stack, Text, TextInput, Title} from '@mantine/core';
import {Dropzone} from '@mantine/dropzone';
import {notifications} from '@mantine/notifications';
import {useMutation, useQueryClient} from '@tanstack/react-query';
import {IconUpload} from '@tabler/icons-react';
import {useRef, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {FolderButton} from '../../components/FolderButton';
import {percent} from '../../components/format';
import {sendAll, type Progress as Sent} from './sending';

interface Props {
  datasetId: string;
  latest: number | null;
  onMade: (version: number) => void;
}

/** Brings files into a new version: drop, watch, make the version. */
export function UploadPanel({datasetId, latest, onMade}: Props) {
  const {t, i18n} = useTranslation();
  const queries = useQueryClient();
  const stop = useRef<AbortController | null>(null);
  const [part, setPart] = useState<string>('train');
  const [note, setNote] = useState('');
  const [keep, setKeep] = useState(true);
  const [upload, setUpload] = useState<string | null>(null);
  const [sent, setSent] = useState<Sent | null>(null);

  const send = useMutation({
    mutationFn: async (files: File[]) => {
      const id =
        upload ?? (await ok(client.POST('/api/v1/datasets/{id}/uploads', {params: {path: {id: datasetId}}}))).id;
      setUpload(id);
      stop.current = new AbortController();
      await sendAll(id, files, part, stop.current.signal, setSent);
    },
  });
  const commit = useMutation({
    mutationFn: (id: string) =>
      ok(
        client.POST('/api/v1/uploads/{id}/commit', {
          params: {path: {id}},
          body: {note, base_version: keep ? latest : null},
        }),
      ),
    onSuccess: async (version) => {
      setUpload(null);
      setSent(null);
      setNote('');
      notifications.show({message: t('data.made_version', {n: version.number})});
      onMade(version.number);
      await queries.invalidateQueries({queryKey: ['dataset', datasetId]});
    },
  });
  const giveUp = async () => {
    stop.current?.abort();
    if (upload) await ok(client.DELETE('/api/v1/uploads/{id}', {params: {path: {id: upload}}}));
    setUpload(null);
    setSent(null);
    send.reset();
    commit.reset();
  };

  return (
    <Paper withBorder p="md">
      <Stack>
        <Title order={3} size="h4">
          {t('data.upload')}
        </Title>
        <Dropzone
          onDrop={(files) => send.mutate(files)}
          loading={false}
          disabled={send.isPending}
          inputProps={{'aria-label': t('data.choose_files')}}
        >
          <Group justify="center" mih={90} style={{pointerEvents: 'none'}}>
            <IconUpload size={28} stroke={1.5} aria-hidden />
            <Text size="sm" maw={520}>
              {t('data.upload_lead')}
            </Text>
          </Group>
        </Dropzone>
        <Group align="flex-end">
          <Select
            label={t('data.into_part')}
            data={[
              {value: '', label: t('data.from_folders')},
              ...['train', 'stream', 'hidden'].map((name) => ({value: name, label: name})),
            ]}
            value={part}
            onChange={(value) => setPart(value ?? '')}
            allowDeselect={false}
          />
          <FolderButton text={t('data.choose_folder')} disabled={send.isPending} onChoose={(files) => send.mutate(files)} />
        </Group>
        {sent && (
          <Stack gap={4} role="status">
            <Progress
              value={sent.bytesAll === 0 ? 100 : (100 * sent.bytesDone) / sent.bytesAll}
              animated={send.isPending}
              aria-label={t('data.upload')}
            />
            <Text size="sm">
              {t('data.uploading', {
                done: sent.filesDone,
                all: sent.filesAll,
                percent: percent(sent.bytesAll === 0 ? 1 : sent.bytesDone / sent.bytesAll, i18n.language),
              })}
            </Text>
          </Stack>
        )}
        {(send.isError || commit.isError) && <ErrorNote error={send.error ?? commit.error} />}
        {upload && (
          <Stack>
            <TextInput
              label={t('data.note')}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
              maxLength={500}
            />
            {latest !== null && (
              <Checkbox
                label={t('data.keep', {n: latest})}
                checked={keep}
                onChange={(event) => setKeep(event.currentTarget.checked)}
              />
            )}
            <Group>
              <Button onClick={() => commit.mutate(upload)} loading={commit.isPending} disabled={send.isPending}>
                {t('data.commit')}
              </Button>
              <Button variant="default" onClick={() => void giveUp()}>
                {t('data.give_up')}
              </Button>
            </Group>
          </Stack>
        )}
      </Stack>
    </Paper>
  );
}
