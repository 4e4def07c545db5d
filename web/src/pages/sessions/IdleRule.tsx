import {Anchor, Button, Group, Modal, NumberInput, Stack, Switch, Text} from '@mantine/core';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';

const USUAL_MINUTES = 30;

/** What the project has decided about idle sessions, in a sentence; its managers change it here. */
export function IdleRule() {
  const {t} = useTranslation();
  const {projectId, may} = useProject();
  const [asking, setAsking] = useState(false);
  const rule = useQuery({
    queryKey: ['idle-rule', projectId],
    queryFn: () =>
      ok(client.GET('/api/v1/projects/{project}/idle-rule', {params: {path: {project: projectId}}})),
  });
  if (!rule.data) return null;
  const minutes = rule.data.idle_minutes ?? null;
  return (
    <Text size="sm" c="dimmed">
      {minutes === null ? t('sessions.idle_never') : t('sessions.idle_after', {minutes})}{' '}
      {may('PEOPLE_MANAGE') && (
        <Anchor component="button" fz="sm" onClick={() => setAsking(true)}>
          {t('sessions.idle_change')}
        </Anchor>
      )}
      {asking && <Change minutes={minutes} close={() => setAsking(false)} />}
    </Text>
  );
}

function Change({minutes, close}: {minutes: number | null; close: () => void}) {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const queries = useQueryClient();
  const [on, setOn] = useState(minutes !== null);
  const [after, setAfter] = useState<number>(minutes ?? USUAL_MINUTES);
  const put = useMutation({
    mutationFn: () =>
      ok(
        client.PUT('/api/v1/projects/{project}/idle-rule', {
          params: {path: {project: projectId}},
          body: {idle_minutes: on ? after : null},
        }),
      ),
    onSuccess: () => {
      close();
      return queries.invalidateQueries({queryKey: ['idle-rule', projectId]});
    },
  });
  return (
    <Modal opened onClose={close} title={t('sessions.idle_title')} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          put.mutate();
        }}
      >
        <Stack>
          <Text size="sm">{t('sessions.idle_lead')}</Text>
          <Switch label={t('sessions.idle_on')} checked={on} onChange={(event) => setOn(event.currentTarget.checked)} />
          <NumberInput
            label={t('sessions.idle_minutes')}
            min={5}
            max={10080}
            disabled={!on}
            value={after}
            onChange={(value) => setAfter(Number(value))}
          />
          {put.isError && <ErrorNote error={put.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={put.isPending}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
