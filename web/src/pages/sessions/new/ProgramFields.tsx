import {Autocomplete, Code, Input, SegmentedControl, Select, Stack, Text, TextInput} from '@mantine/core';
import type {UseFormReturnType} from '@mantine/form';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../../api/client';
import {moment} from '../../../components/format';
import {CommandField} from '../program/CommandField';
import {containerfilesOf, type Picked} from '../program/picking';
import {ProgramFiles} from '../program/ProgramFiles';
import {earlierFields, type Fields} from './newSession';

type Form = UseFormReturnType<Fields>;
type Session = Schema<'Session'>;

const CODES = ['files', 'earlier'] as const;
const SYSTEMS = ['node', 'image', 'containerfile'] as const;

interface Props {
  form: Form;
  picked: Picked | null;
  choose: (picked: Picked | null) => void;
  /** Whose code may run again. */
  earlier: Session[];
  /** Of the program's files, as far as they are known. */
  paths: string[] | null;
}

/** A program of one's own: its code, how it is started and in what. */
export function ProgramFields({form, picked, choose, earlier, paths}: Props) {
  const {t, i18n} = useTranslation();
  const {values} = form;
  return (
    <>
      <Stack gap={4}>
        <Input.Label component="div" id="code-from">
          {t('programs.code')}
        </Input.Label>
        <SegmentedControl
          aria-labelledby="code-from"
          value={values.code}
          onChange={(code) => form.setFieldValue('code', CODES.find((each) => each === code) ?? 'files')}
          data={CODES.map((value) => ({value, label: t(`programs.code_of.${value}`)}))}
          style={{alignSelf: 'flex-start'}}
        />
      </Stack>
      {values.code === 'files' ? (
        <ProgramFiles picked={picked} choose={choose} error={form.errors.files} />
      ) : (
        <Select
          label={t('programs.earlier')}
          description={t('programs.earlier_lead')}
          placeholder={earlier.length === 0 ? t('programs.no_earlier') : t('programs.choose_earlier')}
          required
          searchable
          allowDeselect={false}
          data={earlier.map((each) => ({
            value: each.program.program_id ?? '',
            label: t('programs.as_it_ran', {session: each.name, time: moment(each.created_at, i18n.language)}),
          }))}
          {...form.getInputProps('programId')}
          onChange={(id: string | null) => {
            const session = earlier.find((each) => each.program.program_id === id);
            if (session) form.setValues(earlierFields(session));
          }}
        />
      )}
      <CommandField lead={t('programs.command_lead')} {...form.getInputProps('command')} value={values.command} />
      <SystemFields form={form} paths={paths} />
    </>
  );
}

function SystemFields({form, paths}: {form: Form; paths: string[] | null}) {
  const {t} = useTranslation();
  const {system} = form.values;
  const found = containerfilesOf(paths ?? []);
  const choose = (value: string) => {
    const chosen = SYSTEMS.find((each) => each === value) ?? 'node';
    form.setFieldValue('system', chosen);
    if (chosen === 'containerfile' && form.values.containerfile === '') form.setFieldValue('containerfile', found[0] ?? '');
  };
  return (
    <Stack gap="xs">
      <Stack gap={4}>
        <Input.Label component="div" id="system">
          {t('programs.system')}
        </Input.Label>
        <SegmentedControl
          aria-labelledby="system"
          value={system}
          onChange={choose}
          data={SYSTEMS.map((value) => ({value, label: t(`programs.system_of.${value}`)}))}
          style={{alignSelf: 'flex-start'}}
        />
      </Stack>
      {system === 'image' && (
        <TextInput
          label={t('programs.image')}
          description={t('programs.image_lead')}
          placeholder="docker.io/library/python:3.12-slim"
          required
          maxLength={300}
          {...form.getInputProps('image')}
        />
      )}
      {system === 'containerfile' && (
        <Autocomplete
          label={t('programs.containerfile')}
          description={t('programs.containerfile_lead')}
          placeholder="Containerfile"
          required
          maxLength={1000}
          data={found}
          {...form.getInputProps('containerfile')}
        />
      )}
      <SystemNote system={system} requires={paths ? paths.includes('requirements.txt') : null} />
    </Stack>
  );
}

/** What becomes of the Python packages that the program names; null where its files are not known yet. */
function SystemNote({system, requires}: {system: Fields['system']; requires: boolean | null}) {
  const {t} = useTranslation();
  if (requires === null || (system !== 'node' && !requires)) return null;
  const words = system !== 'node' ? 'not_installed' : requires ? 'installed' : 'may_install';
  return (
    <Text size="sm" c="dimmed">
      <Code>requirements.txt</Code> {t(`programs.${words}`)}
    </Text>
  );
}
