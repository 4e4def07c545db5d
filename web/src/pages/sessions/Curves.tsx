import {Paper, Stack, Title} from '@mantine/core';
import type {Schema} from '../../api/client';
import {useTranslation} from 'react-i18next';
import {RunCurves} from '../../components/RunCurves';

/** The live curves of the session's run. */
export function Curves({run}: {run: Schema<'Run'> | undefined}) {
  const {t} = useTranslation();
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('sessions.curves')}
        </Title>
        <RunCurves runs={run ? [run] : []} empty={t('sessions.curves_empty')} />
      </Stack>
    </Paper>
  );
}
