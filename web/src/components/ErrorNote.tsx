import {Alert, Button, List, Stack, Text} from '@mantine/core';
import {IconAlertTriangle} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {ApiError} from '../api/client';
import {useReasonWords} from './reasons';

/** What went wrong: in the page's language where it is known, and in the platform's own words, field by field. */
export function ErrorNote({error, again}: {error: unknown; again?: () => void}) {
  const {t, i18n} = useTranslation();
  const words = useReasonWords();
  const problem = error instanceof ApiError ? error.problem : null;
  const kind = `errors.status.${problem?.status ?? 0}`;
  const title = i18n.exists(kind) ? t(kind) : t('common.failed');
  const text = problem ? words(problem.reason) || (problem.detail ?? problem.title) : t('common.unreachable');
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Stack gap="xs" align="flex-start">
        {problem?.errors ? (
          <List size="sm">
            {problem.errors.map((each) => (
              <List.Item key={each.field + each.message}>
                <b>{each.field}</b> {words(each.reason) || each.message}
              </List.Item>
            ))}
          </List>
        ) : (
          <Text size="sm">{text}</Text>
        )}
        {problem?.incident && <Text size="xs">{t('common.incident', {id: problem.incident})}</Text>}
        {again && (
          <Button size="xs" variant="light" color="red" onClick={again}>
            {t('common.again')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
