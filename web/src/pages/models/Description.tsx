import {ActionIcon, Button, Group, Stack, Text, Textarea} from '@mantine/core';
import {IconPencil} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {ErrorNote} from '../../components/ErrorNote';
import {useRegistryChange} from './useRegistry';

interface Props {
  modelId: string;
  /** What is described, for who cannot see where the pencil stands. */
  of: string;
  text: string;
  mayEdit: boolean;
  save: (text: string) => Promise<unknown>;
}

/** What people say in a few sentences, shown as they typed it. */
export function Description({modelId, of, text, mayEdit, save}: Props) {
  const {t} = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const change = useRegistryChange(modelId, save, () => setDraft(null));
  if (draft === null) {
    return (
      <Group gap={6} align="flex-start" wrap="nowrap">
        <Text size="sm" {...(text ? {} : {c: 'dimmed'})} style={{whiteSpace: 'pre-wrap', overflowWrap: 'anywhere'}} maw={760}>
          {text || t('models.no_description')}
        </Text>
        {mayEdit && (
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label={t('models.describe', {name: of})}
            onClick={() => setDraft(text)}
          >
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        )}
      </Group>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(draft);
      }}
    >
      <Stack gap="xs" maw={760}>
        <Textarea
          autosize
          minRows={2}
          maxRows={16}
          maxLength={100_000}
          aria-label={t('models.describe', {name: of})}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
        />
        {change.isError && <ErrorNote error={change.error} />}
        <Group gap="xs">
          <Button size="xs" type="submit" loading={change.isPending}>
            {t('common.save')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setDraft(null)}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
