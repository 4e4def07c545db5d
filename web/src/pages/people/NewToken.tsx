import {Button, Group, MultiSelect, Select, Stack, TextInput} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import type {Permission} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {SecretOnce} from '../../components/SecretOnce';

/** Those that a person may hand on; the others are of agents and of `serve`. */
const PERMISSIONS: Permission[] = [
  'SELF', 'DATA_READ', 'DATA_WRITE', 'PROBLEMS_READ', 'PROBLEMS_WRITE', 'COMPUTE_READ', 'COMPUTE_RUN', 'TRACKING_READ', 'TRACKING_WRITE',
  'MODELS_READ', 'MODELS_REGISTER', 'MODELS_WRITE', 'SERVING_READ', 'SERVING_WRITE', 'PEOPLE_READ', 'PEOPLE_MANAGE', 'ADMINISTER',
];
const DAYS = ['7', '30', '90', '365'] as const;
const DAY_MS = 86_400_000;

interface Fields {
  name: string;
  days: string;
  permissions: Permission[];
}

function bodyOf({name, days, permissions}: Fields) {
  return {
    name,
    // A minute less than the days: the longest that the server gives is counted by its own clock.
    expires_at: new Date(Date.now() + Number(days) * DAY_MS - 60_000).toISOString(),
    ...(permissions.length > 0 ? {permissions} : {}),
  };
}

/** What a token is for, until when, and what it may: all that the person may, or a part of it. */
export function NewToken({issued}: {issued: () => Promise<void>}) {
  const {t} = useTranslation();
  const form = useForm<Fields>({initialValues: {name: '', days: '90', permissions: []}});
  const issue = useMutation({
    mutationFn: (fields: Fields) => ok(client.POST('/api/v1/tokens', {body: bodyOf(fields)})),
    onSuccess: () => {
      form.reset();
      return issued();
    },
  });
  return (
    <Stack gap="sm">
      <form onSubmit={form.onSubmit((fields) => issue.mutate(fields))}>
        <Group align="flex-end">
          <TextInput label={t('people.token_purpose')} required maxLength={100} {...form.getInputProps('name')} />
          <Select
            label={t('people.expires')}
            data={DAYS.map((days) => ({value: days, label: t('people.in_days', {count: Number(days)})}))}
            allowDeselect={false}
            w={140}
            {...form.getInputProps('days')}
          />
          <MultiSelect
            label={t('people.token_may')}
            placeholder={form.values.permissions.length === 0 ? t('people.all_that_i_may') : ''}
            data={PERMISSIONS.map((each) => ({value: each, label: t(`people.permissions.${each}`)}))}
            searchable
            clearable
            clearButtonProps={{'aria-label': t('people.all_that_i_may')}}
            miw={280}
            {...form.getInputProps('permissions')}
          />
          <Button type="submit" variant="light" loading={issue.isPending}>
            {t('people.issue')}
          </Button>
        </Group>
      </form>
      {issue.isError && <ErrorNote error={issue.error} />}
      {issue.data && <SecretOnce title={t('people.secret_once')} secret={issue.data.secret} />}
    </Stack>
  );
}
