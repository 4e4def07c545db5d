import {Button, Group, Loader, NumberInput, Paper, Stack, Text, Title} from '@mantine/core';
import {useMutation} from '@tanstack/react-query';
import {IconExternalLink, IconTerminal2} from '@tabler/icons-react';
import {lazy, Suspense, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';

const Terminal = lazy(() => import('./Terminal'));
const JUPYTER_PORT = 8888;

function recipeOf(session: Schema<'Session'>): string {
  return 'recipe' in session.program ? session.program.recipe : '';
}

/** Opens a web application that listens inside, in a tab of its own. */
function Apps({session}: {session: Schema<'Session'>}) {
  const {t} = useTranslation();
  const [port, setPort] = useState<string | number>(JUPYTER_PORT);
  const open = useMutation({
    mutationFn: (chosen: number) =>
      ok(client.POST('/api/v1/sessions/{id}/apps', {params: {path: {id: session.id}}, body: {port: chosen}})),
    onSuccess: ({url}) => {
      window.open(url, '_blank', 'noopener');
    },
  });
  if (recipeOf(session) === 'jupyter') {
    return (
      <Stack gap="xs">
        <Button
          leftSection={<IconExternalLink size={18} aria-hidden />}
          loading={open.isPending}
          onClick={() => open.mutate(JUPYTER_PORT)}
          style={{alignSelf: 'flex-start'}}
        >
          {t('sessions.open_jupyter')}
        </Button>
        {open.isError && <ErrorNote error={open.error} />}
      </Stack>
    );
  }
  return (
    <Stack gap="xs">
      <Group align="flex-end">
        <NumberInput
          label={t('sessions.app_port')}
          description={t('sessions.app_port_help')}
          min={1024}
          max={65535}
          allowDecimal={false}
          value={port}
          onChange={setPort}
        />
        <Button
          variant="default"
          leftSection={<IconExternalLink size={18} aria-hidden />}
          loading={open.isPending}
          disabled={typeof port !== 'number'}
          onClick={() => open.mutate(Number(port))}
        >
          {t('sessions.open_app')}
        </Button>
      </Group>
      {open.isError && <ErrorNote error={open.error} />}
    </Stack>
  );
}

/** The ways into an interactive session while it runs. */
export function Workplace({session}: {session: Schema<'Session'>}) {
  const {t} = useTranslation();
  const {may} = useProject();
  const [opened, setOpened] = useState(false);
  if (session.state !== 'RUNNING' || !may('COMPUTE_RUN')) return null;
  return (
    <Paper withBorder p="md">
      <Stack gap="md">
        <Title order={3} size="h4">
          {t('sessions.workplace')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('sessions.workplace_kept')}
        </Text>
        <Apps session={session} />
        {opened ? (
          <Suspense fallback={<Loader size="sm" aria-label={t('sessions.terminal_opening')} />}>
            <Terminal id={session.id} />
          </Suspense>
        ) : (
          <Button
            variant="default"
            leftSection={<IconTerminal2 size={18} aria-hidden />}
            onClick={() => setOpened(true)}
            style={{alignSelf: 'flex-start'}}
          >
            {t('sessions.open_terminal')}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}
