import {Code, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput} from '@mantine/core';
import type {UseFormReturnType} from '@mantine/form';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {moment} from '../../components/format';
import {MountLine} from '../sessions/MountLine';
import {judgedAtTheEnd, type Direction, type Fields} from './newSweep';
import {programFields, sessionsWithPrograms} from './ownProgram';

type Form = UseFormReturnType<Fields>;
type Session = Schema<'Session'>;

const DIRECTIONS: Direction[] = ['MINIMIZE', 'MAXIMIZE'];
const TAKES = ['LAST', 'BEST'] as const;
const RECIPE = 'recipe';

/** Sessions whose programs can be searched with, the newest first. */
function useSessions(): Session[] {
  const {projectId} = useProject();
  const sessions = useQuery({
    queryKey: ['sessions', projectId, 'TRAINING', 'programs'],
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/sessions', {
          params: {path: {project: projectId}, query: {kind: ['TRAINING'], limit: 100}},
        }),
      ),
  });
  return sessionsWithPrograms(sessions.data?.items ?? []);
}

/**
 * Which program is searched: the recipe, or one that has run in a session of the project.
 *
 * @param first the session with which the page was opened, however old it is
 */
export function ProgramFields({form, first}: {form: Form; first: Session | undefined}) {
  const {t, i18n} = useTranslation();
  const sessions = useSessions();
  const choices = first && sessions.every((each) => each.id !== first.id) ? [first, ...sessions] : sessions;
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
            label: t('sweeps.program_of', {session: each.name, time: moment(each.created_at, i18n.language)}),
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
          <Code>./dure run ./my-program -- python3 train.py</Code>
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
      <Textarea
        label={t('sweeps.command')} description={t('sweeps.command_lead')} autosize minRows={2} required
        styles={{input: {fontFamily: 'var(--mantine-font-family-monospace)'}}}
        {...form.getInputProps('command')}
      />
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
