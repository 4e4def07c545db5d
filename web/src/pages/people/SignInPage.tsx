import {Button, Center, Group, Paper, PasswordInput, Stack, Text, TextInput, Title} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation, useQueryClient} from '@tanstack/react-query';
import {useEffect} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {LanguageChoice} from '../../components/LanguageChoice';

export function SignInPage() {
  const {t} = useTranslation();
  const queries = useQueryClient();
  const form = useForm({initialValues: {name: '', password: ''}});
  const signIn = useMutation({
    mutationFn: (credentials: {name: string; password: string}) =>
      ok(client.POST('/api/v1/sign-in', {body: credentials})),
    onSuccess: () => queries.invalidateQueries(),
  });
  useEffect(() => {
    document.title = `${t('people.sign_in')} · Dure`;
  }, [t]);

  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w={380} gap="lg">
        <Group justify="space-between">
          <Group gap="sm">
            <img src="/dure.svg" alt="" width={36} height={36} />
            <Title order={1} size="h2">
              Dure
            </Title>
          </Group>
          <LanguageChoice />
        </Group>
        <Text c="dimmed">{t('people.sign_in_lead')}</Text>
        <Paper withBorder p="lg" shadow="xs">
          <form onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
            <Stack>
              <TextInput
                label={t('people.account')}
                autoComplete="username"
                required
                data-autofocus
                {...form.getInputProps('name')}
              />
              <PasswordInput
                label={t('people.password')}
                autoComplete="current-password"
                required
                {...form.getInputProps('password')}
              />
              {signIn.isError && <ErrorNote error={signIn.error} />}
              <Button type="submit" loading={signIn.isPending}>
                {t('people.sign_in')}
              </Button>
            </Stack>
          </form>
        </Paper>
      </Stack>
    </Center>
  );
}
