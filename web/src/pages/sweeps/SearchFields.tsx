import {Alert, Checkbox, Group, List, NumberInput, Paper, Select, SimpleGrid, Stack, Text, Title} from '@mantine/core';
import type {UseFormReturnType} from '@mantine/form';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../api/client';
import {NeedsFields} from '../sessions/NeedsFields';
import type {Fields} from './newSweep';
import {copiesOf} from './rules';

type Form = UseFormReturnType<Fields>;

/** Explanations of different lengths leave the fields on one line. */
const ORDER: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

const ALGORITHMS = ['TPE', 'RANDOM', 'SOBOL', 'GRID', 'PBT'] as const;

/** How it is searched, and with what. */
export function SearchFields({form, pools}: {form: Form; pools: Schema<'Pool'>[]}) {
  const {t} = useTranslation();
  const breeds = form.values.algorithm === 'PBT';
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
        {!form.values.own && <NumberInput label={t('sessions.epochs')} min={1} max={10000} {...form.getInputProps('epochs')} />}
        <NeedsFields form={form} pools={pools} />
      </SimpleGrid>
      {breeds && !form.values.own && <Alert color="orange">{t('sweeps.faults.population_of_recipe')}</Alert>}
      {breeds ? <PopulationFields form={form} /> : <EarlyFields form={form} />}
    </>
  );
}

function EarlyFields({form}: {form: Form}) {
  const {t} = useTranslation();
  return (
    <Group align="flex-end">
      <Checkbox
        label={t(form.values.own ? 'sweeps.early_own' : 'sweeps.early')}
        {...form.getInputProps('early', {type: 'checkbox'})}
      />
      {form.values.early && (
        <>
          <NumberInput
            label={t(form.values.own ? 'sweeps.first_own' : 'sweeps.first')} size="xs" w={150} min={1} {...form.getInputProps('first')}
          />
          <NumberInput label={t('sweeps.factor')} size="xs" w={150} min={2} max={100} {...form.getInputProps('factor')} />
        </>
      )}
    </Group>
  );
}

/** The settings of population based training, with its rules beside them. */
function PopulationFields({form}: {form: Form}) {
  const {t} = useTranslation();
  const {values} = form;
  const copies = copiesOf(values);
  const rules = t('sweeps.population.rules', {returnObjects: true}) as string[];
  return (
    <Paper withBorder p="md" component="section">
      <SimpleGrid cols={{base: 1, md: 2}} spacing="lg">
        <Stack gap="sm">
          <Title order={4} size="h5">
            {t('sweeps.population.title')}
          </Title>
          <SimpleGrid cols={{base: 1, sm: 2}}>
            <NumberInput
              label={t('sweeps.population.size')} inputWrapperOrder={ORDER} description={t('sweeps.population.size_lead')} allowDecimal={false} min={2} max={100} required
              {...form.getInputProps('size')}
            />
            <NumberInput
              label={t('sweeps.population.every')} inputWrapperOrder={ORDER} description={t('sweeps.population.every_lead')} allowDecimal={false} min={1} required
              {...form.getInputProps('every')}
            />
            <NumberInput
              label={t('sweeps.population.share')} inputWrapperOrder={ORDER} description={t('sweeps.population.share_lead')} min={0} max={50} suffix=" %" required
              {...form.getInputProps('share')}
            />
            <NumberInput
              label={t('sweeps.population.redraw')} inputWrapperOrder={ORDER} description={t('sweeps.population.redraw_lead')} min={0} max={100} suffix=" %" required
              {...form.getInputProps('redraw')}
            />
          </SimpleGrid>
          <Text size="sm" role="status">
            {t('sweeps.population.so', {
              size: values.size, every: values.every, worst: copies.atRung, trials: values.trials, copies: copies.inAll,
            })}
          </Text>
        </Stack>
        <List size="sm" spacing={4}>
          {rules.map((rule) => (
            <List.Item key={rule}>{rule}</List.Item>
          ))}
        </List>
      </SimpleGrid>
    </Paper>
  );
}
