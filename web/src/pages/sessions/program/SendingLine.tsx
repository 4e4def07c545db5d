import {Button, Group, Progress, Stack, Text, VisuallyHidden} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {percent} from '../../../components/format';
import type {Step} from './uploading';

/** How far a program is on its way; until the session itself is asked for, that can be stopped. */
export function SendingLine({step: {step, share}, stop}: {step: Step; stop: () => void}) {
  const {t, i18n} = useTranslation();
  return (
    <Stack gap={4}>
      <Progress value={share === null ? 100 : 100 * share} animated={share === null} aria-label={t(`programs.said.${step}`)} />
      <Group justify="space-between">
        <Text size="sm" aria-hidden>
          {t(`programs.steps.${step}`, {percent: percent(share ?? 1, i18n.language)})}
        </Text>
        <VisuallyHidden role="status">{t(`programs.said.${step}`)}</VisuallyHidden>
        {step !== 'starting' && (
          <Button variant="default" size="xs" onClick={stop}>
            {t('programs.stop')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
