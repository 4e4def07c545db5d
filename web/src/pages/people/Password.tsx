import {Button, Group, PasswordInput, Stack, Text, Title} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';

/** One's own password. All sign-ins of the account end with the old one, this one too. */
export function Password() {
  const {t} = useTranslation();
  const form = useForm({
    initialValues: {current: '', next: '', again: ''},
    validate: {again: (again, fields) => (again === fields.next ? null : t('people.passwords_differ'))},
  });
  const change = useMutation({
    mutationFn: ({current, next}: {current: string; next: string}) =>
      ok(client.POST('/api/v1/me/password', {body: {current, next}})),
    // A fresh page asks for the sign-in.
    onSuccess: () => window.location.assign('/'),
  });
  return (
    <Stack component="section" gap="sm">
      <Title order={3}>{t('people.own_password')}</Title>
      <Text c="dimmed" size="sm">
        {t('people.own_password_lead')}
      </Text>
      <form onSubmit={form.onSubmit((fields) => change.mutate(fields))}>
        <Group align="flex-start">
          <PasswordInput label={t('people.password_now')} required autoComplete="current-password" w={220} {...form.getInputProps('current')} />
          <PasswordInput
            label={t('people.password_next')}
            required
            minLength={10}
            maxLength={200}
            autoComplete="new-password"
            w={220}
            {...form.getInputProps('next')}
          />
          <PasswordInput label={t('people.password_again')} required autoComplete="new-password" w={220} {...form.getInputProps('again')} />
          <Button type="submit" variant="light" loading={change.isPending} mt={24}>
            {t('people.change_password')}
          </Button>
        </Group>
      </form>
      {change.isError && <ErrorNote error={change.error} />}
    </Stack>
  );
}
