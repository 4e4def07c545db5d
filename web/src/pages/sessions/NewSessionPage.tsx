import {Button, Code, Group, NumberInput, Paper, Select, SimpleGrid, Stack, Text, TextInput} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link, useNavigate, useSearchParams} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {PageFrame} from '../../components/PageFrame';
import {NeedsFields, needsOf, USUAL_NEEDS, type Needs} from './NeedsFields';
import {useTrainingChoices} from './useTrainingChoices';

interface Fields extends Needs {
  name: string;
  dataset: string | null;
  version: string | null;
  problem: string | null;
  epochs: number;
  learningRate: number;
  channels: string;
  dropout: number;
  seed: number;
}

/** The session that the fields describe. */
function sessionOf(fields: Fields) {
  return {
    name: fields.name,
    program: {
      recipe: 'image-classifier',
      arguments: [
        '--data', '/data/train',
        '--epochs', String(fields.epochs),
        '--learning-rate', String(fields.learningRate),
        '--channels', fields.channels,
        '--dropout', String(fields.dropout),
        '--seed', String(fields.seed),
      ],
    },
    mounts: [
      {
        kind: 'dataset',
        name: 'train',
        parameters: {dataset: fields.dataset ?? '', version: fields.version ?? '', part: 'train'},
      },
    ],
    ...needsOf(fields),
    ...(fields.problem ? {context: {problem: fields.problem}} : {}),
  };
}

export default function NewSessionPage() {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const navigate = useNavigate();
  const [asked] = useSearchParams();
  const form = useForm<Fields>({
    initialValues: {
      name: 'train', dataset: asked.get('dataset'), version: asked.get('version'), problem: asked.get('problem'),
      epochs: 30, learningRate: 0.003, channels: '16,32', dropout: 0.2, seed: 1, ...USUAL_NEEDS,
    },
  });
  const {datasets, versions, problems, pools} = useTrainingChoices(form.values.dataset);
  const newest = versions.data?.items[0]?.number;
  const version = form.values.version ?? (newest === undefined ? null : String(newest));
  const submit = useMutation({
    mutationFn: (fields: Fields) =>
      ok(
        client.POST('/api/v1/projects/{project}/sessions', {
          params: {path: {project: projectId}},
          body: sessionOf(fields),
        }),
      ),
    onSuccess: (session) => navigate(`/sessions/${session.id}`),
  });

  return (
    <PageFrame
      title={t('sessions.new')}
      above={[{text: t('common.sessions'), path: '/sessions'}]}
    >
      <Paper withBorder p="lg" maw={760}>
        <form onSubmit={form.onSubmit((fields) => submit.mutate({...fields, version}))}>
          <Stack>
            <TextInput label={t('sessions.name')} required maxLength={63} {...form.getInputProps('name')} />
            <Text size="sm">
              {t('sessions.recipe')}: <b>{t('sessions.recipe_classifier')}</b>
            </Text>
            {datasets.data?.items.length === 0 && (
              <Group>
                <Text size="sm">{t('sessions.no_data')}</Text>
                <Button component={Link} to="/data" variant="light" size="xs">
                  {t('sessions.to_data')}
                </Button>
              </Group>
            )}
            <SimpleGrid cols={{base: 1, sm: 3}}>
              <Select
                label={t('sessions.dataset')}
                required
                data={datasets.data?.items.map((each) => ({value: each.id, label: each.name})) ?? []}
                {...form.getInputProps('dataset')}
                onChange={(dataset: string | null) => form.setValues({dataset, version: null})}
              />
              <Select
                label={t('sessions.version')}
                required
                data={versions.data?.items.map((each) => String(each.number)) ?? []}
                value={version}
                onChange={(chosen: string | null) => form.setFieldValue('version', chosen)}
              />
              <Select
                label={t('sessions.problem')}
                placeholder={t('sessions.no_problem')}
                clearable
                data={problems.data?.items.map((each) => ({value: each.id, label: each.name})) ?? []}
                {...form.getInputProps('problem')}
              />
              <NumberInput label={t('sessions.epochs')} min={1} max={10000} {...form.getInputProps('epochs')} />
              <NumberInput
                label={t('sessions.learning_rate')}
                min={0.000001}
                max={10}
                step={0.001}
                decimalScale={6}
                {...form.getInputProps('learningRate')}
              />
              <TextInput label={t('sessions.channels')} {...form.getInputProps('channels')} />
              <NumberInput
                label={t('sessions.dropout')}
                min={0}
                max={0.9}
                step={0.1}
                decimalScale={2}
                {...form.getInputProps('dropout')}
              />
              <NumberInput label={t('sessions.seed')} {...form.getInputProps('seed')} />
              <NeedsFields form={form} pools={pools} />
            </SimpleGrid>
            {submit.isError && <ErrorNote error={submit.error} />}
            <Button type="submit" loading={submit.isPending} style={{alignSelf: 'flex-start'}}>
              {t('sessions.start')}
            </Button>
            <Text size="sm" c="dimmed">
              {t('sessions.bring')} <Code>./dure run ./my-program -- python3 train.py</Code>{' '}
              {t('sessions.bring_containerfile')} <Code>--containerfile Containerfile</Code>
            </Text>
          </Stack>
        </form>
      </Paper>
    </PageFrame>
  );
}
