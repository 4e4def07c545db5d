import {Button, Group, Modal, NumberInput, Stack, Text} from '@mantine/core';
import {useDisclosure} from '@mantine/hooks';
import {IconArchive, IconPlayerPause, IconPlayerPlay, IconPlayerStop} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {ErrorNote} from '../../components/ErrorNote';
import type {Sweep} from './rows';
import {useDeeds} from './useSweep';

/** Pause, stop, resume, archive: what is possible in the sweep's state. */
export function SweepActions({sweep}: {sweep: Sweep}) {
  const {t} = useTranslation();
  const {pause, stop, resume, archive} = useDeeds(sweep.id);
  const [resuming, dialog] = useDisclosure(false);
  const [stopping, question] = useDisclosure(false);
  const failed = [pause, archive].find((deed) => deed.isError);
  return (
    <>
      {failed && <ErrorNote error={failed.error} />}
      {sweep.state === 'RUNNING' && (
        <Button variant="default" leftSection={<IconPlayerPause size={18} aria-hidden />} loading={pause.isPending} onClick={() => pause.mutate()}>
          {t('sweeps.pause')}
        </Button>
      )}
      {(sweep.state === 'RUNNING' || sweep.state === 'PAUSED') && (
        <Button variant="light" color="red" leftSection={<IconPlayerStop size={18} aria-hidden />} onClick={question.open}>
          {t('sweeps.stop')}
        </Button>
      )}
      {sweep.state !== 'RUNNING' && (
        <>
          <Button
            variant="default"
            leftSection={<IconArchive size={18} aria-hidden />}
            loading={archive.isPending}
            onClick={() => archive.mutate(!sweep.archived)}
          >
            {t(sweep.archived ? 'sweeps.take_back' : 'sweeps.archive')}
          </Button>
          <Button leftSection={<IconPlayerPlay size={18} aria-hidden />} onClick={dialog.open}>
            {t('sweeps.resume')}
          </Button>
        </>
      )}
      <Modal opened={stopping} onClose={question.close} title={t('sweeps.stop_title')} centered>
        <Stack>
          <Text size="sm">{t('sweeps.stop_text')}</Text>
          {stop.isError && <ErrorNote error={stop.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={question.close}>
              {t('common.cancel')}
            </Button>
            <Button color="red" loading={stop.isPending} onClick={() => stop.mutate(undefined, {onSuccess: question.close})}>
              {t('sweeps.stop')}
            </Button>
          </Group>
        </Stack>
      </Modal>
      {resuming && <ResumeDialog sweep={sweep} close={dialog.close} resume={resume} />}
    </>
  );
}

interface Props {
  sweep: Sweep;
  close: () => void;
  resume: ReturnType<typeof useDeeds>['resume'];
}

function ResumeDialog({sweep, close, resume}: Props) {
  const {t} = useTranslation();
  const done = sweep.state === 'DONE';
  const [trials, setTrials] = useState<number | string>(done ? sweep.trials * 2 : sweep.trials);
  const [parallel, setParallel] = useState<number | string>(sweep.parallel);
  const [hours, setHours] = useState<number | string>(sweep.slot_hours ?? '');
  const [cost, setCost] = useState<number | string>(sweep.cost ?? '');
  const limits = {
    ...(typeof trials === 'number' ? {trials} : {}),
    ...(typeof parallel === 'number' ? {parallel} : {}),
    ...(typeof hours === 'number' ? {slot_hours: hours} : {}),
    ...(typeof cost === 'number' ? {cost} : {}),
  };
  return (
    <Modal opened onClose={close} title={t('sweeps.resume_title')} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          resume.mutate(limits, {onSuccess: close});
        }}
      >
        <Stack>
          <NumberInput data-autofocus label={t('sweeps.trials_in_all')} min={1} max={10000} value={trials} onChange={setTrials} />
          <NumberInput label={t('sweeps.parallel')} min={1} max={100} value={parallel} onChange={setParallel} />
          <NumberInput label={t('sweeps.budget')} min={0.01} decimalScale={2} value={hours} onChange={setHours} />
          <NumberInput label={t('sweeps.budget_cost')} min={0.01} decimalScale={2} value={cost} onChange={setCost} />
          {resume.isError && <ErrorNote error={resume.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={resume.isPending}>
              {t('sweeps.resume')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
