import {ActionIcon, Code, Combobox, Stack, Text, TextInput, useCombobox} from '@mantine/core';
import {IconFilter, IconX} from '@tabler/icons-react';
import {useRef, useState} from 'react';
import {flushSync} from 'react-dom';
import {useTranslation} from 'react-i18next';
import {ApiError, type Schema} from '../../api/client';
import {visible} from './cells';
import {offers, spot, take, type Offer} from './completion';
import {useKeys} from './useKeys';

interface Props {
  value: string;
  /** Asked for with Enter. */
  apply: (filter: string) => void;
  query: Schema<'RunQuery'>;
  error: unknown;
}

/** The filter as it is typed, with what may come next, and what the server could not read of it. */
export function FilterBox({value, apply, query, error}: Props) {
  const {t} = useTranslation();
  const [text, setText] = useState(value);
  const [applied, setApplied] = useState(value);
  const [caret, setCaret] = useState(value.length);
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({onDropdownClose: () => combobox.resetSelectedOption()});
  if (applied !== value) {
    setApplied(value);
    setText(value);
  }
  const here = spot(text, caret);
  const keys = useKeys(query, here.kind === 'key' ? here.of : undefined, here.typed, 50);
  const offered = offers(here, keys.data?.items.map((item) => item.key) ?? []).slice(0, 50);
  const problem = error instanceof ApiError ? error.problem : null;

  const changed = (next: string, at: number | null) => {
    setText(next);
    setCaret(at ?? next.length);
    combobox.openDropdown();
    combobox.resetSelectedOption();
  };
  const taken = (offer: Offer) => {
    const next = take(text, caret, here, offer);
    // At once: what is typed next must find the caret behind what was taken.
    flushSync(() => {
      setText(next.filter);
      setCaret(next.caret);
    });
    input.current?.setSelectionRange(next.caret, next.caret);
  };
  const done = (filter: string) => {
    combobox.closeDropdown();
    apply(filter);
  };
  return (
    <Stack gap={4} style={{flex: 1, minWidth: 280}}>
      <Combobox
        store={combobox}
        withinPortal
        onOptionSubmit={(label) => {
          const offer = offered.find((each) => each.label === label);
          if (offer) taken(offer);
        }}
      >
        <Combobox.Target withAriaAttributes={offered.length > 0}>
          <TextInput
            ref={input}
            value={text}
            aria-label={t('runs.filter')}
            aria-invalid={problem !== null}
            placeholder={t('runs.filter_example')}
            leftSection={<IconFilter size={16} aria-hidden />}
            styles={{input: {fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13}}}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => changed(event.currentTarget.value, event.currentTarget.selectionStart)}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? text.length)}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && combobox.getSelectedOptionIndex() < 0) done(text);
              if (event.key === 'Escape') combobox.closeDropdown();
            }}
            rightSection={
              text !== '' && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t('runs.filter_clear')}
                  onClick={() => {
                    setText('');
                    done('');
                  }}
                >
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              )
            }
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={offered.length === 0}>
          <Combobox.Options mah={260} style={{overflowY: 'auto'}} aria-label={t('runs.filter_offers')}>
            {offered.map((offer) => (
              <Combobox.Option key={offer.label} value={offer.label}>
                {visible(offer.label)}
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {problem && <Unread filter={value} problem={problem} />}
    </Stack>
  );
}

/** The server's own words, and the place that it means. */
function Unread({filter, problem}: {filter: string; problem: Schema<'Problem'>}) {
  const place = problem.position;
  return (
    <div role="alert">
      {place !== undefined && filter !== '' && (
        <Code block fz={13} p="xs">
          {visible(filter.slice(0, place))}
          <mark className="filter-place">{visible(filter.slice(place, place + 1)) || ' '}</mark>
          {visible(filter.slice(place + 1))}
        </Code>
      )}
      <Text size="sm" className="filter-error">
        {visible(problem.errors?.[0]?.message ?? problem.detail ?? problem.title)}
      </Text>
    </div>
  );
}
