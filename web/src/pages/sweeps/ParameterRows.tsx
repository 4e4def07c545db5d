import {ActionIcon, Autocomplete, Button, Group, NumberInput, Select, Stack, TextInput} from '@mantine/core';
import {IconPlus, IconTrash} from '@tabler/icons-react';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {OPTIONS, parameterOf, TYPES, type ParameterFields} from './newSweep';

interface Props {
  parameters: ParameterFields[];
  /** Of a program of people's own, whose names are not known. */
  own: boolean;
  /** By places such as `parameters.1.high`. */
  errors: Record<string, ReactNode>;
  change: (parameters: ParameterFields[]) => void;
}

/** The space that is searched: a line for each parameter. */
export function ParameterRows({parameters, own, errors, change}: Props) {
  const {t} = useTranslation();
  const known = own ? [] : Object.keys(OPTIONS);
  const free = known.filter((name) => parameters.every((each) => each.name !== name));
  const put = (place: number, part: Partial<ParameterFields>) =>
    change(parameters.map((each, at) => (at === place ? {...each, ...part} : each)));
  return (
    <Stack gap="xs">
      {parameters.map((each, place) => (
        <ParameterRow
          key={place}
          fields={each}
          names={own ? [] : [each.name, ...free]}
          before={parameters.slice(0, place).map((other) => other.name)}
          known={known}
          marked={(field) => {
            const path = `parameters.${place}.${field}`;
            return {'data-path': path, error: errors[path]};
          }}
          put={(part) => put(place, part)}
          remove={() => change(parameters.filter((_, at) => at !== place))}
        />
      ))}
      <Button
        variant="light"
        size="xs"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => change([...parameters, parameterOf(free[0] ?? '')])}
        style={{alignSelf: 'flex-start'}}
      >
        {t('sweeps.add_parameter')}
      </Button>
    </Stack>
  );
}

interface RowProps {
  fields: ParameterFields;
  names: string[];
  /** Whose usual ranges are known. */
  known: string[];
  /** Those on which it may depend. */
  before: string[];
  /** The place of a field in the form, and what is wrong with it. */
  marked: (field: keyof ParameterFields) => {'data-path': string; error: ReactNode};
  put: (part: Partial<ParameterFields>) => void;
  remove: () => void;
}

function ParameterRow({fields, names, known, before, marked, put, remove}: RowProps) {
  const {t} = useTranslation();
  const range = fields.type !== 'CHOICE' && fields.type !== 'BOOLEAN';
  return (
    <Group gap="xs" align="flex-start" role="group" aria-label={fields.name}>
      <Autocomplete
        label={t('sweeps.parameter')} data={[...new Set(names)].filter(Boolean)} value={fields.name} size="xs" w={150} required
        {...marked('name')}
        onChange={(name) => put({name, ...(known.includes(name) ? OPTIONS[name] : {})})}
      />
      <Select
        label={t('sweeps.type')} size="xs" w={170} allowDeselect={false} value={fields.type}
        data={TYPES.map((value) => ({value, label: t(`sweeps.types.${value}`)}))}
        onChange={(type) => put({type: TYPES.find((each) => each === type) ?? 'UNIFORM'})}
      />
      {range && (
        <>
          <NumberInput
            label={t('sweeps.low')} size="xs" w={100} required value={fields.low} onChange={(low) => put({low})} {...marked('low')}
          />
          <NumberInput
            label={t('sweeps.high')} size="xs" w={100} required value={fields.high} onChange={(high) => put({high})} {...marked('high')}
          />
        </>
      )}
      {fields.type === 'CHOICE' && (
        <TextInput
          label={t('sweeps.values')} size="xs" w={208} required value={fields.values} {...marked('values')}
          onChange={(event) => put({values: event.currentTarget.value})}
        />
      )}
      {(before.length > 0 || fields.whenName) && (
        <Select
          label={t('sweeps.if')} size="xs" w={140} clearable data={[...new Set(before)]} value={fields.whenName || null}
          {...marked('whenName')}
          clearButtonProps={{'aria-label': t('sweeps.always')}} placeholder={t('sweeps.always')}
          onChange={(name) => put({whenName: name ?? ''})}
        />
      )}
      {fields.whenName && (
        <TextInput
          label={t('sweeps.if_values')} size="xs" w={120} required value={fields.whenValues} {...marked('whenValues')}
          onChange={(event) => put({whenValues: event.currentTarget.value})}
        />
      )}
      <ActionIcon variant="subtle" color="gray" mt={22} onClick={remove} aria-label={t('sweeps.remove', {name: fields.name})}>
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
