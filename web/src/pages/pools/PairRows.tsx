import {ActionIcon, Button, Group, Input, Select, Stack, TextInput} from '@mantine/core';
import {IconPlus, IconTrash} from '@tabler/icons-react';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import type {Pair, Setting} from './settings';

interface Props {
  setting: Setting;
  label: string;
  lead: string;
  /** Above each of the two. */
  words: {name: string; value: string};
  pairs: Pair[];
  change: (pairs: Pair[]) => void;
  error: (at: number, part: keyof Pair) => ReactNode;
}

/** Names with a value each, a line for each. */
export function PairRows({setting, label, lead, words, pairs, change, error}: Props) {
  const {t} = useTranslation();
  const put = (at: number, part: Partial<Pair>) =>
    change(pairs.map((pair, place) => (place === at ? {...pair, ...part} : pair)));
  return (
    <Stack gap="xs" role="group" aria-label={label}>
      <div>
        <Input.Label component="div">{label}</Input.Label>
        <Input.Description>{lead}</Input.Description>
      </div>
      {pairs.map((pair, at) => (
        <Group key={at} gap="xs" align="flex-start">
          {setting.names ? (
            <Select
              aria-label={words.name} placeholder={words.name} w={200} searchable
              data={setting.names} value={pair.name || null} error={error(at, 'name')}
              data-path={`settings.${setting.name}.${at}.name`}
              onChange={(name) => put(at, {name: name ?? ''})}
            />
          ) : (
            <TextInput
              aria-label={words.name} placeholder={words.name} w={200} value={pair.name} error={error(at, 'name')}
              data-path={`settings.${setting.name}.${at}.name`}
              onChange={(event) => put(at, {name: event.currentTarget.value})}
            />
          )}
          <TextInput
            aria-label={words.value} placeholder={words.value} w={260} value={pair.value} error={error(at, 'value')}
            data-path={`settings.${setting.name}.${at}.value`}
            onChange={(event) => put(at, {value: event.currentTarget.value})}
          />
          <ActionIcon
            variant="subtle" color="gray" mt={4}
            aria-label={t('pools.remove_pair', {name: pair.name || words.name})}
            onClick={() => change(pairs.filter((_, place) => place !== at))}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="light"
        size="xs"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => change([...pairs, {name: '', value: ''}])}
        style={{alignSelf: 'flex-start'}}
      >
        {t('pools.add_pair', {what: label})}
      </Button>
    </Stack>
  );
}
