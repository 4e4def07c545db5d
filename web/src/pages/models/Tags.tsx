import {Button, Group, Pill, Popover, Stack, TextInput} from '@mantine/core';
import {IconPlus} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {ErrorNote} from '../../components/ErrorNote';
import {useRegistryChange} from './useRegistry';

interface Props {
  modelId: string;
  tags: Record<string, string>;
  mayEdit: boolean;
  put: (key: string, value: string) => Promise<unknown>;
  remove: (key: string) => Promise<unknown>;
}

const SHOWN_MOST = 80;

/** Keys and values that people and programs put on a model or a version. */
export function Tags({modelId, tags, mayEdit, put, remove}: Props) {
  const {t} = useTranslation();
  const [adding, setAdding] = useState(false);
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const add = useRegistryChange(
    modelId,
    () => put(key.trim(), value),
    () => {
      setAdding(false);
      setKey('');
      setValue('');
    },
  );
  const drop = useRegistryChange(modelId, remove);
  const entries = Object.entries(tags);
  if (entries.length === 0 && !mayEdit) return null;
  return (
    <Stack gap={4}>
      <Group gap={6}>
        {entries.map(([name, text]) => (
          <Pill
            key={name}
            size="sm"
            withRemoveButton={mayEdit}
            removeButtonProps={{'aria-label': t('models.remove_tag', {name}), tabIndex: 0, 'aria-hidden': false}}
            onRemove={() => drop.mutate(name)}
          >
            {text ? `${name}: ${text.length > SHOWN_MOST ? `${text.slice(0, SHOWN_MOST)}…` : text}` : name}
          </Pill>
        ))}
        {mayEdit && (
          <Popover opened={adding} onChange={setAdding} trapFocus withArrow position="bottom-start">
            <Popover.Target>
              <Button
                size="compact-xs"
                variant="subtle"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => setAdding(!adding)}
              >
                {t('models.tag')}
              </Button>
            </Popover.Target>
            <Popover.Dropdown aria-label={t('models.tag')}>
              <form
                onSubmit={(event) => {
                  event.preventDefault();
                  add.mutate(undefined);
                }}
              >
                <Stack gap="xs">
                  <TextInput
                    label={t('models.tag_key')}
                    required
                    maxLength={250}
                    value={key}
                    onChange={(event) => setKey(event.currentTarget.value)}
                  />
                  <TextInput
                    label={t('models.tag_value')}
                    value={value}
                    onChange={(event) => setValue(event.currentTarget.value)}
                  />
                  {add.isError && <ErrorNote error={add.error} />}
                  <Button size="xs" type="submit" loading={add.isPending}>
                    {t('common.save')}
                  </Button>
                </Stack>
              </form>
            </Popover.Dropdown>
          </Popover>
        )}
      </Group>
      {drop.isError && <ErrorNote error={drop.error} />}
    </Stack>
  );
}
