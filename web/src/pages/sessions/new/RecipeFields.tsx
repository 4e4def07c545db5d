import {Button, Code, Group, NumberInput, Select, SimpleGrid, Text, TextInput} from '@mantine/core';
import type {UseFormReturnType} from '@mantine/form';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import type {Schema} from '../../../api/client';
import {lineOf} from '../program/command';
import {useVersions} from '../useTrainingChoices';
import type {Fields} from './newSession';

/** The platform's own program for training, its data and its options. */
export function RecipeFields({form, datasets}: {form: UseFormReturnType<Fields>; datasets: Schema<'Dataset'>[]}) {
  const {t} = useTranslation();
  const {dataset, further} = form.values;
  const versions = useVersions(dataset);
  return (
    <>
      <Text size="sm">
        {t('sessions.recipe')}: <b>{t('sessions.recipe_classifier')}</b>
        {further.length > 0 && <Code ml="xs">{lineOf(further)}</Code>}
      </Text>
      {datasets.length === 0 && (
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
          data={datasets.map((each) => ({value: each.id, label: each.name}))}
          {...form.getInputProps('dataset')}
          onChange={(id: string | null) => {
            const latest = datasets.find((each) => each.id === id)?.latest_version;
            form.setValues({dataset: id, version: latest ? String(latest) : null});
            form.clearFieldError('dataset');
          }}
        />
        <Select
          label={t('sessions.version')}
          required
          data={versions.data?.items.map((each) => String(each.number)) ?? []}
          {...form.getInputProps('version')}
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
      </SimpleGrid>
    </>
  );
}
