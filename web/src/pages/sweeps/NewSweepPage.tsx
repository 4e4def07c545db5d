import {Button, Code, Group, Paper, Select, SimpleGrid, Stack, Text, TextInput, Title} from '@mantine/core';
import {useForm, type UseFormReturnType} from '@mantine/form';
import {useMutation, useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link, useNavigate, useSearchParams} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {USUAL_NEEDS} from '../sessions/NeedsFields';
import {useTrainingChoices} from '../sessions/useTrainingChoices';
import {judgedAtTheEnd, sweepOf, type Fields} from './newSweep';
import {programFields} from './ownProgram';
import {ParameterRows} from './ParameterRows';
import {ObjectiveFields, ProgramFields} from './ProgramFields';
import {faultsOf} from './rules';
import {SearchFields} from './SearchFields';

type Form = UseFormReturnType<Fields>;
type Choices = ReturnType<typeof useTrainingChoices>;

const USUAL: Omit<Fields, 'dataset' | 'version' | 'problem' | 'own' | 'command' | 'parameters'> = {
  name: 'search', metric: '', direction: 'MINIMIZE', take: 'LAST', watch: '', watchDirection: 'MINIMIZE', epochs: 20,
  algorithm: 'TPE', trials: 20, parallel: 2, hours: '', cost: '', early: false, first: 2, factor: 3, size: 10, every: 5, share: 20,
  redraw: 25, ...USUAL_NEEDS,
};

export default function NewSweepPage() {
  const {t} = useTranslation();
  const [asked] = useSearchParams();
  const id = asked.get('session');
  const session = useQuery({
    queryKey: ['session', id],
    enabled: id !== null,
    queryFn: () => ok(client.GET('/api/v1/sessions/{id}', {params: {path: {id: id ?? ''}}})),
  });
  return (
    <PageFrame
      title={t('sweeps.new')}
      lead={t('sweeps.new_lead')}
      above={[{text: t('common.sweeps'), path: '/sweeps'}]}
      projectId={session.data?.project_id}
    >
      <Paper withBorder p="lg" maw={960}>
        {id === null ? <SweepForm /> : <Fetched query={session}>{(found) => <SweepForm first={found} />}</Fetched>}
      </Paper>
    </PageFrame>
  );
}

/** For the program of the first session, where there is one; else for the recipe. */
function SweepForm({first}: {first?: Schema<'Session'>}) {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const navigate = useNavigate();
  const [asked] = useSearchParams();
  const form = useForm<Fields>({
    initialValues: {
      ...USUAL, ...programFields(first), dataset: asked.get('dataset'), version: asked.get('version'), problem: asked.get('problem'),
    },
  });
  const choices = useTrainingChoices(form.values.dataset);
  const newest = choices.versions.data?.items[0]?.number;
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
  const send = (fields: Fields) => {
    const faults = Object.entries(faultsOf(fields));
    make.reset();
    form.setErrors(Object.fromEntries(faults.map(([place, fault]) => [place, t([`sweeps.faults.${fault}`, `programs.faults.${fault}`])])));
    const [worst] = faults;
    if (worst) form.getInputNode(worst[0])?.focus();
    else make.mutate({...fields, version});
  };
  return (
    <form onSubmit={form.onSubmit(send)}>
      <Stack>
        <TextInput label={t('common.name')} required maxLength={50} {...form.getInputProps('name')} />
        <ProgramFields form={form} first={first} />
        {!form.values.own && choices.datasets.data?.items.length === 0 && (
          <Group>
            <Text size="sm">{t('sessions.no_data')}</Text>
            <Button component={Link} to="/data" variant="light" size="xs">
              {t('sessions.to_data')}
            </Button>
          </Group>
        )}
        <TrainingFields form={form} choices={choices} version={version} />
        {form.values.own && <ObjectiveFields form={form} />}
        <Title order={3} size="h5">
          {t('sweeps.space')}
        </Title>
        <ParameterRows
          parameters={form.values.parameters}
          own={form.values.own !== null}
          errors={form.errors}
          change={(parameters) => form.setValues({parameters})}
        />
        {form.errors.parameters && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {form.errors.parameters}
          </Text>
        )}
        <SearchFields form={form} pools={choices.pools} />
        {make.isError && <ErrorNote error={make.error} />}
        <Button type="submit" loading={make.isPending} style={{alignSelf: 'flex-start'}}>
          {t('sweeps.start')}
        </Button>
        <Text size="sm" c="dimmed">
          {t('sweeps.bring')} <Code>./dure sweep train.py --metric loss --param lr=log:1e-4..1e-1</Code>
        </Text>
      </Stack>
    </form>
  );
}

/** The data, where it is not the own program's, and what the trials compete for. */
function TrainingFields({form, choices, version}: {form: Form; choices: Choices; version: string | null}) {
  const {t} = useTranslation();
  const {datasets, versions, problems} = choices;
  return (
    <SimpleGrid cols={{base: 1, sm: 3}}>
      {!form.values.own && (
        <>
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
        </>
      )}
      <Select
        label={t('sessions.problem')}
        description={t(judge(form.values))}
        inputWrapperOrder={['label', 'input', 'description']}
        clearable
        clearButtonProps={{'aria-label': t('sessions.no_problem')}}
        placeholder={t('sessions.no_problem')}
        data={problems.data?.items.map((each) => ({value: each.id, label: each.name})) ?? []}
        {...form.getInputProps('problem')}
      />
    </SimpleGrid>
  );
}

function judge(fields: Fields): string {
  if (judgedAtTheEnd(fields)) return 'sweeps.hidden_judges';
  return fields.own ? 'sweeps.metric_judges' : 'sweeps.validation_judges';
}
