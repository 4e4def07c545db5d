import {ActionIcon, Button, Code, Group, Input, Paper, Select, SimpleGrid, Stack, Text, TextInput} from '@mantine/core';
import type {UseFormReturnType} from '@mantine/form';
import {IconPlus, IconTrash} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../../api/client';
import {useVersions} from '../useTrainingChoices';
import {NO_MOUNT, type Fields, type MountFields} from './newSession';

type Form = UseFormReturnType<Fields>;
type Dataset = Schema<'Dataset'>;

const MOST = 32;

/** Versions of data that the program finds below /data, each by a name. */
export function MountRows({form, datasets}: {form: Form; datasets: Dataset[]}) {
  const {t} = useTranslation();
  const {mounts, otherMounts} = form.values;
  return (
    <Stack gap="xs" role="group" aria-label={t('sessions.mounts')}>
      <div>
        <Input.Label component="div">{t('sessions.mounts')}</Input.Label>
        <Input.Description>{t('programs.mounts_lead')}</Input.Description>
      </div>
      {mounts.map((mount, at) => (
        <Row key={at} form={form} at={at} mount={mount} datasets={datasets} />
      ))}
      {otherMounts.map((mount, at) => (
        <Group key={mount.name} gap="xs">
          <Text size="sm">
            <Code>/data/{mount.name}</Code> {mount.kind}
          </Text>
          <Remove name={mount.name} remove={() => form.removeListItem('otherMounts', at)} />
        </Group>
      ))}
      <Button
        variant="light"
        size="xs"
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={mounts.length + otherMounts.length >= MOST || datasets.length === 0}
        onClick={() => form.insertListItem('mounts', NO_MOUNT)}
        style={{alignSelf: 'flex-start'}}
      >
        {t('programs.add_data')}
      </Button>
      {datasets.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('sessions.no_data')}
        </Text>
      )}
    </Stack>
  );
}

function Row({form, at, mount, datasets}: {form: Form; at: number; mount: MountFields; datasets: Dataset[]}) {
  const {t} = useTranslation();
  const versions = useVersions(mount.dataset);
  const version = versions.data?.items.find((each) => String(each.number) === mount.version);
  const parts = (version?.parts ?? []).filter((part) => !part.hidden).map((part) => part.name);
  const path = (field: keyof MountFields) => `mounts.${at}.${field}`;
  const put = (fields: Partial<MountFields>) => {
    form.setFieldValue(`mounts.${at}`, {...mount, ...fields});
    for (const field of Object.keys(fields) as (keyof MountFields)[]) form.clearFieldError(path(field));
  };
  const change = (id: string | null) => {
    const nameOf = (dataset: string | null) => datasets.find((each) => each.id === dataset)?.name ?? '';
    const latest = datasets.find((each) => each.id === id)?.latest_version;
    put({
      dataset: id,
      version: latest ? String(latest) : null,
      part: '',
      ...(mount.name === '' || mount.name === nameOf(mount.dataset) ? {name: nameOf(id)} : {}),
    });
  };
  return (
    <Paper withBorder p="xs" bg="transparent">
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <SimpleGrid cols={{base: 1, xs: 2, md: 4}} spacing="xs" style={{flex: 1}}>
          <Select
            label={t('sessions.dataset')}
            searchable
            allowDeselect={false}
            data={datasets.map((each) => ({value: each.id, label: each.name}))}
            {...form.getInputProps(path('dataset'))}
            onChange={change}
          />
          <Select
            label={t('sessions.version')}
            allowDeselect={false}
            data={versions.data?.items.map((each) => String(each.number)) ?? []}
            {...form.getInputProps(path('version'))}
            onChange={(chosen: string | null) => put({version: chosen, part: ''})}
          />
          <Select
            label={t('programs.part')}
            allowDeselect={false}
            data={[{value: '', label: t('programs.all_parts')}, ...parts.map((part) => ({value: part, label: part}))]}
            {...form.getInputProps(path('part'))}
            onChange={(part: string | null) => put({part: part ?? ''})}
          />
          <TextInput
            label={t('programs.mount_name')}
            leftSection={<Text size="xs">/data/</Text>}
            leftSectionWidth={48}
            maxLength={63}
            {...form.getInputProps(path('name'))}
          />
        </SimpleGrid>
        <Remove name={mount.name || t('sessions.dataset')} remove={() => form.removeListItem('mounts', at)} />
      </Group>
    </Paper>
  );
}

function Remove({name, remove}: {name: string; remove: () => void}) {
  const {t} = useTranslation();
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={t('common.remove_of', {name})} onClick={remove}>
      <IconTrash size={18} aria-hidden />
    </ActionIcon>
  );
}
