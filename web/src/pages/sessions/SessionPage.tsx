import {Alert, Button, Grid, Group, Paper, Stack, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconCopyPlus, IconPlayerStop, IconZoomScan} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link, useParams} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {ReasonWords} from '../../components/ReasonWords';
import {StateBadge} from '../../components/StateBadge';
import {Autopsy} from './Autopsy';
import {Code} from './Code';
import {Curves} from './Curves';
import {Decisions} from './Decisions';
import {Facts} from './Facts';
import {History} from './History';
import {LogView} from './LogView';
import {Outputs} from './Outputs';
import {PauseButton} from './PauseButton';
import {StopDialog} from './StopDialog';
import {useRun} from './useRun';
import {Warnings} from './Warnings';
import {WhatCame} from './WhatCame';
import {Workplace} from './Workplace';

type Session = Schema<'Session'>;
const ENDS = ['SUCCEEDED', 'FAILED', 'STOPPED', 'LOST'];

export default function SessionPage() {
  const {t} = useTranslation();
  const {id = ''} = useParams();
  const session = useQuery({
    queryKey: ['session', id],
    queryFn: () => ok(client.GET('/api/v1/sessions/{id}', {params: {path: {id}}})),
    refetchInterval: (query) => (query.state.data && ENDS.includes(query.state.data.state) ? false : 1500),
  });
  return (
    <Fetched query={session}>
      {(found) => (
        <PageFrame
          title={found.name}
          above={[{text: t('common.sessions'), path: '/sessions'}]}
          projectId={found.project_id}
          actions={<Actions session={found} />}
        >
          <Whole session={found} />
        </PageFrame>
      )}
    </Fetched>
  );
}

function Actions({session}: {session: Session}) {
  const {t} = useTranslation();
  const {may} = useProject();
  const [asking, setAsking] = useState(false);
  const over = ENDS.includes(session.state);
  return (
    <Group>
      <StateBadge state={session.state} />
      {session.program.program_id && session.kind === 'TRAINING' && may('COMPUTE_RUN') && (
        <Button
          component={Link}
          to={`/sweeps/new?session=${session.id}`}
          variant="default"
          leftSection={<IconZoomScan size={18} aria-hidden />}
        >
          {t('sweeps.search_with')}
        </Button>
      )}
      {session.kind === 'TRAINING' && may('COMPUTE_RUN') && (
        <Button
          component={Link}
          to={`/sessions/new?like=${session.id}`}
          variant="default"
          leftSection={<IconCopyPlus size={18} aria-hidden />}
        >
          {t('programs.like')}
        </Button>
      )}
      {!over && session.kind === 'TRAINING' && may('COMPUTE_RUN') && <PauseButton session={session} />}
      {!over && may('COMPUTE_RUN') && (
        <Button
          variant="light"
          color="red"
          leftSection={<IconPlayerStop size={18} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          {t('sessions.stop')}
        </Button>
      )}
      <StopDialog id={session.id} opened={asking} close={() => setAsking(false)} />
    </Group>
  );
}

function Whole({session}: {session: Session}) {
  const {t} = useTranslation();
  const over = ENDS.includes(session.state);
  const run = useRun(session, over);
  const bad = session.state === 'FAILED' || session.state === 'LOST';
  return (
    <Grid gap="lg">
      <Grid.Col span={{base: 12, lg: 8}}>
        <Stack gap="lg">
          {session.reason && (
            <Alert color={bad ? 'red' : session.state === 'WAITING' ? 'gray' : 'lake'} role="status">
              <ReasonWords reason={session.reason} />
            </Alert>
          )}
          {session.autopsy && <Autopsy autopsy={session.autopsy} />}
          <Warnings session={session} />
          {session.kind === 'INTERACTIVE' && <Workplace session={session} />}
          {session.kind === 'TRAINING' && <Curves run={run} />}
          <Paper withBorder p="md">
            <Stack gap="sm">
              <Title order={3} size="h4">
                {t('sessions.log')}
                {!over && (
                  <Text span size="sm" c="dimmed" ml="xs">
                    {t('sessions.log_live')}
                  </Text>
                )}
              </Title>
              <LogView key={session.id} id={session.id} over={over} />
            </Stack>
          </Paper>
          <Outputs id={session.id} over={over} />
          <Decisions id={session.id} over={over} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{base: 12, lg: 4}}>
        <Stack gap="lg">
          <WhatCame session={session} run={run} />
          <Facts session={session} />
          {session.program.program_id && <Code programId={session.program.program_id} />}
          <History id={session.id} over={over} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}
