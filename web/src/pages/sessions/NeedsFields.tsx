import {NumberInput, Select} from '@mantine/core';
import type {UseFormReturnType} from '@mantine/form';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../api/client';

/** What a session asks of a machine, and where it runs. */
export interface Needs {
  cpus: number;
  memoryGb: number;
  gpus: number;
  pool: string;
}

export const USUAL_NEEDS: Needs = {cpus: 1, memoryGb: 2, gpus: 0, pool: 'local'};

/** As the API takes it. */
export function needsOf({cpus, memoryGb, gpus, pool}: Needs) {
  return {needs: {cpus, memory_bytes: Math.round(memoryGb * 1e9), gpus}, pool};
}

/** The fields of a form that holds them; a pool is asked for where there is more than one. */
export function NeedsFields({form, pools}: {form: UseFormReturnType<Needs>; pools: Schema<'Pool'>[]}) {
  const {t} = useTranslation();
  return (
    <>
      <NumberInput label={t('sessions.cpus')} min={0.1} max={256} {...form.getInputProps('cpus')} />
      <NumberInput label={t('sessions.memory_gb')} min={0.1} max={1000} {...form.getInputProps('memoryGb')} />
      <NumberInput label={t('sessions.gpus')} min={0} max={64} {...form.getInputProps('gpus')} />
      {pools.length > 1 && (
        <Select
          label={t('sessions.pool')}
          allowDeselect={false}
          data={pools.map((each) => ({value: each.name, label: each.name, disabled: !each.open}))}
          {...form.getInputProps('pool')}
        />
      )}
    </>
  );
}
