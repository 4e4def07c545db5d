import {Button, Checkbox, Code, Group, NumberInput, Paper, Select, SimpleGrid, Stack, Text, TextInput, Title} from '@mantine/core';
import {useForm, type UseFormReturnType} from '@mantine/form';
import {useMutation} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link, useNavigate, useSearchParams} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {PageFrame} from '../../components/PageFrame';
import {NeedsFields, USUAL_NEEDS} from '../sessions/NeedsFields';
import {useTrainingChoices} from '../sessions/useTrainingChoices';
import {parameterOf, sweepOf, type Fields} from './newSweep';
import {ParameterRows} from './ParameterRows';

const ALGORITHMS = ['TPE', 'RANDOM', 'SOBOL', 'GRID'] as const;

export default function NewSweepPage() {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const navigate = useNavigate();
  const [asked] = useSearchParams();
  const form = useForm<Fields>({
    initialValues: {
      name: 'search', dataset: asked.get('dataset'), version: asked.get('version'), problem: asked.get('problem'),
      epochs: 20, algorithm: 'TPE', trials: 20, parallel: 2, hours: '', cost: '', early: false, first: 2, factor: 3,
      ...USUAL_NEEDS, parameters: [parameterOf('learning-rate'), parameterOf('dropout')],
    },
  });
  const {datasets, versions, problems, pools} = useTrainingChoices(form.values.dataset);
  const newest = versions.data?.items[0]?.number;
  const version = form.values.version ?? (newest === undefined ? null : String(newest));
  const make = useMutation({
    mutationFn: (fields: Fields) =>
      ok(
        client.POST('/api/v1/projects/{project}/sweeps', {
          params: {path: {project: projectId}},
          body: sweepOf(fields),
        }),
      ),
    onSuccess: (sweep) => navigate(`/sweeps/${sweep.id}`),
  });
  return (
    <PageFrame title={t('sweeps.new')} lead={t('sweeps.new_lead')} above={[{text: t('common.sweeps'), path: '/sweeps'}]}>
      <Paper withBorder p="lg" maw={960}>
        <form onSubmit={form.onSubmit((fields) => make.mutate({...fields, version}))}>
          <Stack>
            <TextInput label={t('common.name')} required maxLength={50} {...form.getInputProps('name')} />
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
                searchable
                data={datasets.data?.items.map((each) => ({value: each.id, label: each.name})) ?? []}
                {...form.getInputProps('dataset')}
                onChange={(id: string | null) => form.setValues({dataset: id, version: null})}
              />
              <Select
                label={t('sessions.version')}
                required
                data={versions.data?.items.map((each) => String(each.number)) ?? []}
                value={version}
                onChange={(chosen) => form.setFieldValue('version', chosen)}
              />
              <Select
                label={t('sessions.problem')}
                description={t(form.values.problem ? 'sweeps.hidden_judges' : 'sweeps.validation_judges')}
                inputWrapperOrder={['label', 'input', 'description']}
                clearable
                clearButtonProps={{'aria-label': t('sessions.no_problem')}}
                placeholder={t('sessions.no_problem')}
                data={problems.data?.items.map((each) => ({value: each.id, label: each.name})) ?? []}
                {...form.getInputProps('problem')}
              />
            </SimpleGrid>
            <Title order={3} size="h5">
              {t('sweeps.space')}
            </Title>
            <ParameterRows parameters={form.values.parameters} change={(parameters) => form.setValues({parameters})} />
            <Search form={form} pools={pools} />
            {make.isError && <ErrorNote error={make.error} />}
            <Button type="submit" loading={make.isPending} style={{alignSelf: 'flex-start'}}>
              {t('sweeps.start')}
            </Button>
            <Text size="sm" c="dimmed">
              {t('sweeps.bring')} <Code>./dure sweep train.py --metric loss --param lr=log:1e-4..1e-1</Code>
            </Text>
          </Stack>
        </form>
      </Paper>
    </PageFrame>
  );
}

function Search({form, pools}: {form: UseFormReturnType<Fields>; pools: Schema<'Pool'>[]}) {
  const {t} = useTranslation();
  return (
    <>
      <SimpleGrid cols={{base: 1, sm: 4}}>
        <Select
          label={t('sweeps.algorithm')}
          allowDeselect={false}
          data={ALGORITHMS.map((value) => ({value, label: t(`sweeps.algorithms.${value}`)}))}
          {...form.getInputProps('algorithm')}
        />
        <NumberInput label={t('sweeps.trials')} min={1} max={10000} {...form.getInputProps('trials')} />
        <NumberInput label={t('sweeps.parallel')} min={1} max={100} {...form.getInputProps('parallel')} />
        <NumberInput label={t('sweeps.budget')} min={0.01} decimalScale={2} {...form.getInputProps('hours')} />
        <NumberInput label={t('sweeps.budget_cost')} min={0.01} decimalScale={2} {...form.getInputProps('cost')} />
        <NumberInput label={t('sessions.epochs')} min={1} max={10000} {...form.getInputProps('epochs')} />
        <NeedsFields form={form} pools={pools} />
      </SimpleGrid>
      <Group align="flex-end">
        <Checkbox label={t('sweeps.early')} {...form.getInputProps('early', {type: 'checkbox'})} />
        {form.values.early && (
          <>
            <NumberInput label={t('sweeps.first')} size="xs" w={150} min={1} {...form.getInputProps('first')} />
            <NumberInput label={t('sweeps.factor')} size="xs" w={150} min={2} max={100} {...form.getInputProps('factor')} />
          </>
        )}
      </Group>
    </>
  );
}
