import {Alert, Code, Stack, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../api/client';
import {ReasonWords} from '../../components/ReasonWords';

/** What a failed session died of, what its owner may do, and the lines that say so. */
export function Autopsy({autopsy}: {autopsy: NonNullable<Schema<'Session'>['autopsy']>}) {
  const {t} = useTranslation();
  return (
    <Alert color="red" variant="outline" title={t('sessions.autopsy')}>
      <Stack gap="xs">
        <Text size="sm" fw={500}>
          <ReasonWords reason={autopsy.finding} />
        </Text>
        <Text size="sm">
          {t('sessions.autopsy_next')}: <ReasonWords reason={autopsy.next_step} />
        </Text>
        {autopsy.evidence.length > 0 && (
          <Code block aria-label={t('sessions.autopsy_evidence')} style={{whiteSpace: 'pre-wrap'}}>
            {autopsy.evidence.join('\n')}
          </Code>
        )}
      </Stack>
    </Alert>
  );
}
