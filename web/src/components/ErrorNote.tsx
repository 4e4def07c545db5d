import {Alert, Button, List, Stack, Text} from '@mantine/core';
import {IconAlertTriangle} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {ApiError} from '../api/client';

/** What went wrong, in the platform's own words, field by field. */
export function ErrorNote({error, again}: {error: unknown; again?: () => void}) {
  const {t} = useTranslation();
  const problem = error instanceof ApiError ? error.problem : null;
  const text = problem ? (problem.detail ?? problem.title) : t('common.unreachable');
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t('common.failed')}>
      <Stack gap="xs" align="flex-start">
        {problem?.errors ? (
          <List size="sm">
            {problem.errors.map((each) => (
              <List.Item key={each.field + each.message}>
                <b>{each.field}</b> {each.message}
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
