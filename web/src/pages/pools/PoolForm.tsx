import {Accordion, Alert, Button, Group, NumberInput, Radio, Stack, Switch, Text, TextInput} from '@mantine/core';
import {useForm, type UseFormReturnType} from '@mantine/form';
import {useMutation} from '@tanstack/react-query';
import {useState} from 'react';
import {flushSync} from 'react-dom';
import {useTranslation} from 'react-i18next';
import {ApiError, client, ok} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {PairRows, withoutThose} from '../../components/PairRows';
import {useReasonWords} from '../../components/reasons';
import {
  ACCESSES, CHAPTERS, chaptersOf, faultsOf, fieldsOf, placed, settingsOf, shown, type Chapter, type Engine, type Fields, type Pool, type Setting,
} from './settings';

type Form = UseFormReturnType<Fields>;

interface Props {
  engine: Engine;
  /** That is changed; left out for a new one. */
  pool?: Pool;
  /** Names that a new one cannot have. */
  taken?: string[];
  done: (name: string) => Promise<void>;
}

/** The settings of a cluster: what is needed first, the rest folded; what is wrong stands at its field. */
export function PoolForm({engine, pool, taken = [], done}: Props) {
  const {t} = useTranslation();
  const words = useReasonWords();
  const form = useForm<Fields>({initialValues: fieldsOf(engine, pool)});
  const [open, setOpen] = useState(() => chaptersOf(engine, (setting) => setting.name in (pool?.settings ?? {})));
  const [told, setTold] = useState(true);
  const mark = (errors: Record<string, string>) => {
    const at = (setting: Setting) =>
      Object.keys(errors).some((place) => `${place}.`.startsWith(`settings.${setting.name}.`));
    // The fields are to be there before one of them is gone to.
    flushSync(() => {
      form.setErrors(errors);
      setOpen((before) => [...new Set([...before, ...chaptersOf(engine, at)])]);
    });
    const [first] = Object.keys(errors);
    if (first) form.getInputNode(first)?.focus();
  };
  const put = useMutation({
    mutationFn: (fields: Fields) =>
      ok(
        client.PUT('/api/v1/pools/{name}', {
          params: {path: {name: fields.name}},
          body: {engine, settings: settingsOf(engine, fields, pool)},
        }),
      ),
    onSuccess: (made) => done(made.name),
    onError: (error) => {
      const errors = error instanceof ApiError ? (error.problem.errors ?? []) : [];
      const {places, others} = placed(engine, form.values, errors, (each) => words(each.reason) || each.message);
      setTold(others || errors.length === 0);
      mark(places);
    },
  });
  const send = (fields: Fields) => {
    const faults = faultsOf(fields, pool ? [] : taken);
    put.reset();
    if (Object.keys(faults).length === 0) put.mutate(fields);
    else mark(Object.fromEntries(Object.entries(faults).map(([place, fault]) => [place, t(`pools.faults.${fault}`)])));
  };
  const [needed, ...others] = CHAPTERS[engine].filter((chapter) => shown(chapter, form.values.access).length > 0);
  return (
    <form onSubmit={form.onSubmit(send)} aria-label={t('pools.form')}>
      <Stack>
        {!pool && (
          <TextInput
            label={t('common.name')} description={t('pools.name_lead')} required maxLength={63} {...form.getInputProps('name')}
          />
        )}
        <Radio.Group label={t(`pools.access.${engine}.label`)} {...form.getInputProps('access')}>
          <Stack gap={4} mt={4}>
            {ACCESSES[engine].map((access) => (
              <Radio key={access} value={access} label={t(`pools.access.${engine}.${access}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {needed && <Settings engine={engine} chapter={needed} form={form} />}
        <Accordion multiple value={open} onChange={setOpen} order={4} transitionDuration={0} variant="separated">
          {others.map((chapter) => (
            <Accordion.Item key={chapter.name} value={chapter.name}>
              <Accordion.Control>{t(`pools.chapters.${engine}.${chapter.name}`)}</Accordion.Control>
              <Accordion.Panel>
                <Settings engine={engine} chapter={chapter} form={form} />
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
        {Object.keys(form.errors).length > 0 && (
          <Alert role="alert" color="red" variant="light">
            {t('pools.look')}
          </Alert>
        )}
        {put.isError && told && <ErrorNote error={put.error} />}
        <Group>
          <Button type="submit" loading={put.isPending}>
            {t(pool ? 'pools.save' : 'pools.make')}
          </Button>
          <Text size="sm" role="status">
            {put.isSuccess && pool && t('pools.saved')}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

function Settings({engine, chapter, form}: {engine: Engine; chapter: Chapter; form: Form}) {
  return (
    <Stack>
      {shown(chapter, form.values.access).map((setting) => (
        <SettingField key={setting.name} engine={engine} setting={setting} form={form} />
      ))}
    </Stack>
  );
}

function SettingField({engine, setting, form}: {engine: Engine; setting: Setting; form: Form}) {
  const {t} = useTranslation();
  const path = `settings.${setting.name}`;
  const key = `pools.settings.${engine}.${setting.name}`;
  const words = {label: t(`${key}.label`), description: t(`${key}.lead`)};
  const example = setting.example ? {placeholder: setting.example} : {};
  switch (setting.kind) {
    case 'text':
      return <TextInput {...words} {...example} required={setting.needed ?? false} {...form.getInputProps(path)} />;
    case 'number':
      return <NumberInput {...words} {...example} allowDecimal={false} maw={300} {...form.getInputProps(path)} />;
    case 'switch':
      return <Switch {...words} {...form.getInputProps(path, {type: 'checkbox'})} />;
    case 'pairs': {
      const pairs = form.values.settings[setting.name];
      return (
        <PairRows
          path={path}
          names={setting.names}
          label={words.label}
          lead={words.description}
          words={{name: t(`${key}.name`), value: t(`${key}.value`)}}
          pairs={Array.isArray(pairs) ? pairs : []}
          change={(changed) => {
            form.setErrors(withoutThose(form.errors, path));
            form.setFieldValue(path, changed);
          }}
          error={(place) => form.errors[place]}
        />
      );
    }
  }
}
