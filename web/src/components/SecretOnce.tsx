import {Alert, Button, Code, CopyButton, Group} from '@mantine/core';
import {useTranslation} from 'react-i18next';

/** A secret that the platform hands out this one time, with a way to copy it; `title` says that it will not come back. */
export function SecretOnce({title, secret}: {title: string; secret: string}) {
  const {t} = useTranslation();
  return (
    <Alert title={title} role="status">
      <Group>
        <Code>{secret}</Code>
        <CopyButton value={secret}>
          {({copied, copy}) => (
            <Button size="xs" onClick={copy}>
              {copied ? t('common.copied') : t('common.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}
