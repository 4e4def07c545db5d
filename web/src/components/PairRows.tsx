import {ActionIcon, Button, Group, Input, Select, Stack, TextInput} from '@mantine/core';
import {IconPlus, IconTrash} from '@tabler/icons-react';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';

export interface Pair {
  name: string;
  value: string;
}

interface Props {
  /** Where they stand in the form. */
  path: string;
  label: string;
  lead: string;
  /** What a name may be; left out for any. */
  names?: string[] | undefined;
  most?: number;
  /** Of the two. */
  words: {name: string; value: string};
  pairs: Pair[];
  change: (pairs: Pair[]) => void;
  error: (place: string) => ReactNode;
}

/** Names with a value each, a line for each. */
export function PairRows({path, label, lead, names, most = Infinity, words, pairs, change, error}: Props) {
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
          {names ? (
            <Select
              aria-label={words.name} placeholder={words.name} w={200} searchable
              data={names} value={pair.name || null} error={error(`${path}.${at}.name`)}
              data-path={`${path}.${at}.name`}
              onChange={(name) => put(at, {name: name ?? ''})}
            />
          ) : (
            <TextInput
              aria-label={words.name} placeholder={words.name} w={200} value={pair.name} error={error(`${path}.${at}.name`)}
              data-path={`${path}.${at}.name`}
              onChange={(event) => put(at, {name: event.currentTarget.value})}
            />
          )}
          <TextInput
            aria-label={words.value} placeholder={words.value} w={260} value={pair.value} error={error(`${path}.${at}.value`)}
            data-path={`${path}.${at}.value`}
            onChange={(event) => put(at, {value: event.currentTarget.value})}
          />
          <ActionIcon
            variant="subtle" color="gray" mt={4}
            aria-label={t('common.remove_of', {name: pair.name || words.name})}
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
        disabled={pairs.length >= most}
        onClick={() => change([...pairs, {name: '', value: ''}])}
        style={{alignSelf: 'flex-start'}}
      >
        {t('common.add_of', {what: label})}
      </Button>
    </Stack>
  );
}

/** The errors of a form without those of its pairs at the path, whose places may not be theirs any more. */
export function withoutThose(errors: Record<string, ReactNode>, path: string): Record<string, ReactNode> {
  return Object.fromEntries(Object.entries(errors).filter(([place]) => !place.startsWith(`${path}.`)));
}
