import {Accordion, Alert, Button, Code, Fieldset, NumberInput, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput, Title} from '@mantine/core';
import {useForm, type UseFormReturnType} from '@mantine/form';
import {useState} from 'react';
import {flushSync} from 'react-dom';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../../api/client';
import {ErrorNote} from '../../../components/ErrorNote';
import {NeedsFields} from '../NeedsFields';
import {useOwnPrograms} from '../program/ownPrograms';
import {SendingLine} from '../program/SendingLine';
import {MoreFields} from './MoreFields';
import {MountRows} from './MountRows';
import type {Fields} from './newSession';
import {ProgramFields} from './ProgramFields';
import {RecipeFields} from './RecipeFields';
import {usePicked} from './usePicked';
import {useSubmit} from './useSubmit';

interface Props {
  initial: Fields;
  /** The session that this one is to be like. */
  first: Schema<'Session'> | undefined;
  datasets: Schema<'Dataset'>[];
  problems: Schema<'LearningProblem'>[];
  pools: Schema<'Pool'>[];
}

const RUNS = ['recipe', 'own'] as const;
const FOLDED = ['variables.', 'secrets', 'retries', 'nodes'];

export function SessionForm({initial, first, datasets, problems, pools}: Props) {
  const {t} = useTranslation();
  const form = useForm<Fields>({initialValues: initial});
  const {values} = form;
  const own = values.runs === 'own';
  const earlier = useOwnPrograms(first);
  const {picked, choose, paths} = usePicked(form);
  const [open, setOpen] = useState<string | null>(null);
  const mark = (errors: Record<string, string>) => {
    // The fields are to be there before one of them is gone to.
    flushSync(() => {
      form.setErrors(errors);
      if (Object.keys(errors).some((place) => FOLDED.some((folded) => place.startsWith(folded)))) setOpen('more');
    });
    const nodes = Object.keys(errors).map((place) => form.getInputNode(place));
    nodes[0]?.focus();
    return nodes.every((node) => node !== null);
  };
  const {submit, step, stopped, told, stop, start} = useSubmit({picked, paths, mark});
  return (
    <form onSubmit={form.onSubmit(start)} noValidate aria-label={t('sessions.new')}>
      <Stack>
        <Fieldset variant="unstyled" m={0} disabled={submit.isPending}>
          <Stack>
            <SegmentedControl
              aria-label={t('programs.runs')}
              value={values.runs}
              onChange={(runs) => form.setFieldValue('runs', RUNS.find((each) => each === runs) ?? 'recipe')}
              data={RUNS.map((value) => ({value, label: t(`programs.runs_of.${value}`)}))}
              style={{alignSelf: 'flex-start'}}
            />
            <SimpleGrid cols={{base: 1, sm: 2}}>
              <TextInput label={t('sessions.name')} required maxLength={63} {...form.getInputProps('name')} />
              <ProblemField form={form} problems={problems} />
            </SimpleGrid>
            {own ? (
              <>
                <ProgramFields form={form} picked={picked} choose={choose} earlier={earlier} paths={paths} />
                <MountRows form={form} datasets={datasets} />
              </>
            ) : (
              <RecipeFields form={form} datasets={datasets} />
            )}
            <Title order={3} size="h5">
              {t('programs.resources')}
            </Title>
            <SimpleGrid cols={{base: 2, sm: 4}}>
              <NeedsFields form={form} pools={pools} />
              <NumberInput
                label={t('sessions.hours')}
                description={t('programs.hours_lead')}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                min={0.01}
                max={720}
                decimalScale={4}
                {...form.getInputProps('hours')}
              />
            </SimpleGrid>
            <Accordion value={open} onChange={setOpen} order={3} transitionDuration={0} variant="separated">
              <Accordion.Item value="more">
                <Accordion.Control>{t(own ? 'programs.more' : 'programs.more_recipe')}</Accordion.Control>
                <Accordion.Panel>
                  <MoreFields form={form} />
                </Accordion.Panel>
              </Accordion.Item>
            </Accordion>
          </Stack>
        </Fieldset>
        {Object.keys(form.errors).length > 0 && (
          <Alert role="alert" color="red" variant="light">
            {t('programs.look')}
          </Alert>
        )}
        {submit.isError && told && <ErrorNote error={submit.error} />}
        {step && <SendingLine step={step} stop={stop} />}
        {stopped && (
          <Text size="sm" role="status">
            {t('programs.stopped')}
          </Text>
        )}
        <Button type="submit" loading={submit.isPending} style={{alignSelf: 'flex-start'}}>
          {t('sessions.start')}
        </Button>
        <Text size="sm" c="dimmed">
          {t('sessions.bring')} <Code>./dure run ./my-program -- python3 train.py</Code>
        </Text>
      </Stack>
    </form>
  );
}

function ProblemField({form, problems}: {form: UseFormReturnType<Fields>; problems: Schema<'LearningProblem'>[]}) {
  const {t} = useTranslation();
  return (
    <Select
      label={t('sessions.problem')}
      placeholder={t('sessions.no_problem')}
      clearable
      clearButtonProps={{'aria-label': t('sessions.no_problem')}}
      data={problems.map((each) => ({value: each.id, label: each.name}))}
      {...form.getInputProps('problem')}
    />
  );
}
