import {Anchor, Group, Select, SimpleGrid, Stack, Text, TextInput} from '@mantine/core';
import type {UseFormReturnType} from '@mantine/form';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import type {Schema} from '../../api/client';
import {moment} from '../../components/format';
import {MountLine} from '../sessions/MountLine';
import {CommandField} from '../sessions/program/CommandField';
import {useOwnPrograms} from '../sessions/program/ownPrograms';
import {judgedAtTheEnd, type Direction, type Fields} from './newSweep';
import {programFields} from './ownProgram';

type Form = UseFormReturnType<Fields>;
type Session = Schema<'Session'>;

const DIRECTIONS: Direction[] = ['MINIMIZE', 'MAXIMIZE'];
const TAKES = ['LAST', 'BEST'] as const;
const RECIPE = 'recipe';

/**
 * Which program is searched: the recipe, or one that has run in a session of the project.
 *
 * @param first the session with which the page was opened, however old it is
 */
export function ProgramFields({form, first}: {form: Form; first: Session | undefined}) {
  const {t, i18n} = useTranslation();
  const choices = useOwnPrograms(first);
  const chosen = choices.find((each) => each.id === form.values.own?.sessionId);
  return (
    <Stack gap="sm">
      <Select
        label={t('sweeps.program')}
        description={t('sweeps.program_lead')}
        allowDeselect={false}
        data={[
          {value: RECIPE, label: t('sessions.recipe_classifier')},
          ...choices.map((each) => ({
            value: each.id,
            label: t('programs.as_it_ran', {session: each.name, time: moment(each.created_at, i18n.language)}),
          })),
        ]}
        value={form.values.own?.sessionId ?? RECIPE}
        onChange={(id) => form.setValues(programFields(choices.find((each) => each.id === id)))}
      />
      {choices.length === 0 && (
        <Group gap={6}>
          <Text size="sm" c="dimmed">
            {t('sweeps.no_program')}
          </Text>
          <Anchor component={Link} to="/sessions/new?runs=own" fz="sm">
            {t('sessions.new')}
          </Anchor>
        </Group>
      )}
      {chosen && <OwnFields form={form} session={chosen} />}
    </Stack>
  );
}

function OwnFields({form, session}: {form: Form; session: Session}) {
  const {t} = useTranslation();
  return (
    <>
      <CommandField lead={t('sweeps.command_lead')} {...form.getInputProps('command')} value={form.values.command} />
      {session.mounts.map((mount) => (
        <MountLine key={mount.name} mount={mount} />
      ))}
      <Text size="sm" c="dimmed">
        {t('sweeps.as_session')}
      </Text>
    </>
  );
}

/** By what the own program's trials are judged. */
export function ObjectiveFields({form}: {form: Form}) {
  const {t} = useTranslation();
  const {values} = form;
  const compares = values.algorithm === 'PBT' || values.early;
  const directions = DIRECTIONS.map((value) => ({value, label: t(`sweeps.direction.${value}`)}));
  return (
    <>
      <SimpleGrid cols={{base: 1, sm: 3}}>
        <TextInput
          label={t('sweeps.metric')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          description={t(values.problem ? 'sweeps.metric_or_hidden' : 'sweeps.metric_lead')}
          required={!values.problem}
          maxLength={250}
          {...form.getInputProps('metric')}
        />
        {values.metric.trim() !== '' && (
          <>
            <Select label={t('sweeps.better')} allowDeselect={false} data={directions} {...form.getInputProps('direction')} />
            <Select
              label={t('sweeps.take')}
              allowDeselect={false}
              data={TAKES.map((value) => ({value, label: t(`sweeps.takes.${value}`)}))}
              {...form.getInputProps('take')}
            />
          </>
        )}
      </SimpleGrid>
      {compares && judgedAtTheEnd(values) && (
        <SimpleGrid cols={{base: 1, sm: 3}}>
          <TextInput
            label={t('sweeps.watch')} inputWrapperOrder={['label', 'input', 'description', 'error']}
            description={t('sweeps.watch_lead')} required maxLength={250} {...form.getInputProps('watch')}
          />
          <Select label={t('sweeps.better')} allowDeselect={false} data={directions} {...form.getInputProps('watchDirection')} />
        </SimpleGrid>
      )}
    </>
  );
}
