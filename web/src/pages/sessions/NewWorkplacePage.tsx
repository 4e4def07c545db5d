import {Button, Fieldset, Input, NumberInput, Paper, Radio, Select, SimpleGrid, Stack, Text, TextInput} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation, useQuery} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useNavigate} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {PageFrame} from '../../components/PageFrame';
import {faultOfPicked, type Picked} from './program/picking';
import {ProgramFiles} from './program/ProgramFiles';
import {SendingLine} from './program/SendingLine';
import {FilesError} from './program/uploading';
import {useFilesWords, useUpload, wasStopped} from './program/useUpload';

interface Fields {
  name: string;
  recipe: string;
  dataset: string | null;
  cpus: number;
  memoryGb: number;
  gpus: number;
  hours: number;
}

/**
 * The session that the fields describe; of a dataset the newest version's part for training is mounted.
 *
 * @param programId of the files that its home folder begins with
 */
function sessionOf(fields: Fields, version: number | undefined, programId: string | undefined) {
  return {
    name: fields.name,
    kind: 'INTERACTIVE' as const,
    program: {recipe: fields.recipe, arguments: [], ...(programId ? {program_id: programId} : {})},
    mounts:
      fields.dataset && version !== undefined
        ? [
            {
              kind: 'dataset',
              name: 'train',
              parameters: {dataset: fields.dataset, version: String(version), part: 'train'},
            },
          ]
        : [],
    needs: {cpus: fields.cpus, memory_bytes: Math.round(fields.memoryGb * 1e9), gpus: fields.gpus},
    wall_seconds: Math.round(fields.hours * 3600),
  };
}

export default function NewWorkplacePage() {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const navigate = useNavigate();
  const path = {project: projectId};
  const form = useForm<Fields>({
    initialValues: {name: 'workplace', recipe: 'jupyter', dataset: null, cpus: 1, memoryGb: 2, gpus: 0, hours: 8},
  });
  const {dataset} = form.values;
  const datasets = useQuery({
    queryKey: ['datasets', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/datasets', {params: {path, query: {limit: 100}}})),
  });
  const versions = useQuery({
    queryKey: ['dataset', dataset, 'versions'],
    enabled: Boolean(dataset),
    queryFn: () =>
      ok(client.GET('/api/v1/datasets/{id}/versions', {params: {path: {id: dataset ?? ''}, query: {limit: 100}}})),
  });
  const version = versions.data?.items[0]?.number;
  const [picked, setPicked] = useState<Picked | null>(null);
  const upload = useUpload();
  const filesWords = useFilesWords(picked);
  const submit = useMutation({
    mutationFn: async (fields: Fields) => {
      const fault = picked && faultOfPicked(picked);
      if (fault) throw new FilesError(fault);
      const programId = picked ? (await upload.send(picked)).id : undefined;
      if (picked) upload.tell({step: 'starting', share: null});
      return ok(client.POST('/api/v1/projects/{project}/sessions', {params: {path}, body: sessionOf(fields, version, programId)}));
    },
    onSuccess: (session) => navigate(`/sessions/${session.id}`),
    onSettled: () => upload.tell(null),
  });
  const {error} = submit;
  const filesError = error instanceof FilesError ? filesWords(error.fault) : null;
  const choose = (files: Picked | null) => {
    submit.reset();
    setPicked(files);
  };
  return (
    <PageFrame title={t('sessions.new_workplace')} above={[{text: t('common.sessions'), path: '/sessions'}]}>
      <Paper withBorder p="lg" maw={760}>
        <form onSubmit={form.onSubmit((fields) => submit.mutate(fields))}>
          <Stack>
            <Text size="sm">{t('sessions.new_workplace_lead')}</Text>
            <Fieldset variant="unstyled" m={0} disabled={submit.isPending}>
              <Stack>
                <TextInput label={t('sessions.name')} required maxLength={63} {...form.getInputProps('name')} />
                <Radio.Group label={t('sessions.workplace_with')} {...form.getInputProps('recipe')}>
                  <Stack gap="xs" mt="xs">
                    <Radio value="jupyter" label={t('sessions.with_jupyter')} />
                    <Radio value="terminal" label={t('sessions.with_terminal')} />
                  </Stack>
                </Radio.Group>
                <Select
                  label={t('sessions.dataset')}
                  placeholder={t('sessions.no_dataset')}
                  clearable
                  data={datasets.data?.items.map((each) => ({value: each.id, label: each.name})) ?? []}
                  {...form.getInputProps('dataset')}
                />
                <Stack gap={4} role="group" aria-labelledby="workplace-files">
                  <Input.Label component="div" id="workplace-files">
                    {t('sessions.workplace_files')}
                  </Input.Label>
                  <Input.Description>{t('sessions.workplace_files_lead')}</Input.Description>
                  <ProgramFiles picked={picked} choose={choose} error={filesError} />
                </Stack>
                <SimpleGrid cols={{base: 2, sm: 4}}>
                  <NumberInput label={t('sessions.cpus')} min={0.1} max={256} {...form.getInputProps('cpus')} />
                  <NumberInput label={t('sessions.memory_gb')} min={0.1} max={1000} {...form.getInputProps('memoryGb')} />
                  <NumberInput label={t('sessions.gpus')} min={0} max={64} {...form.getInputProps('gpus')} />
                  <NumberInput label={t('sessions.hours')} min={0.1} max={720} {...form.getInputProps('hours')} />
                </SimpleGrid>
              </Stack>
            </Fieldset>
            {error && !filesError && !wasStopped(error) && <ErrorNote error={error} />}
            {upload.step && <SendingLine step={upload.step} stop={upload.stop} />}
            {wasStopped(error) && (
              <Text size="sm" role="status">
                {t('programs.stopped')}
              </Text>
            )}
            <Button
              type="submit"
              loading={submit.isPending}
              disabled={Boolean(dataset) && version === undefined}
              style={{alignSelf: 'flex-start'}}
            >
              {t('sessions.start')}
            </Button>
          </Stack>
        </form>
      </Paper>
    </PageFrame>
  );
}
