import {ActionIcon, Menu, NumberInput, Stack, Text, UnstyledButton} from '@mantine/core';
import {
  IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp, IconChevronDown, IconStack2, IconX,
} from '@tabler/icons-react';
import {useRef, useState, type KeyboardEvent, type PointerEvent} from 'react';
import {useTranslation} from 'react-i18next';
import {visible} from './cells';
import {groupable, MEASURES} from './columns';
import {fitting, type ShownColumn} from './viewState';

export interface HeaderActions {
  sort: (field: string, ascending: boolean) => void;
  move: (field: string, by: -1 | 1) => void;
  put: (field: string, before: string) => void;
  resize: (field: string, width: number) => void;
  remove: (field: string) => void;
  measure: (field: string, measure: string) => void;
  group: (field: string) => void;
}

interface Props {
  shown: ShownColumn;
  sorted: 'ascending' | 'descending' | 'none';
  actions: HeaderActions;
}

/** What stands over a column: its name, which sorts, a menu of what can be done with it, and the edge to drag. */
export function HeaderCell({shown, sorted, actions}: Props) {
  const {t} = useTranslation();
  const {field, column} = shown;
  const name = column.kind === 'ATTRIBUTE' ? t(`runs.attributes.${column.key}`) : visible(column.key);
  return (
    <>
      <UnstyledButton
        className="run-head-name"
        title={field}
        draggable
        onDragStart={(event) => event.dataTransfer.setData('text/x-dure-column', field)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          const moved = event.dataTransfer.getData('text/x-dure-column');
          if (moved && moved !== field) actions.put(moved, field);
        }}
        onClick={() => actions.sort(field, sorted === 'descending')}
        aria-label={t('runs.sort_by', {column: `${name} ${column.measure ?? ''}`.trim()})}
      >
        <span className="run-head-text">{name}</span>
        {column.kind === 'METRIC' && column.measure !== 'last' && (
          <Text span size="xs" c="dimmed">
            {column.measure}
          </Text>
        )}
        {sorted === 'ascending' && <IconArrowUp size={14} aria-hidden />}
        {sorted === 'descending' && <IconArrowDown size={14} aria-hidden />}
      </UnstyledButton>
      <ColumnMenu shown={shown} name={name} actions={actions} />
      <Edge shown={shown} name={name} resize={actions.resize} />
    </>
  );
}

function ColumnMenu({shown, name, actions}: {shown: ShownColumn; name: string; actions: HeaderActions}) {
  const {t} = useTranslation();
  const {field, column} = shown;
  const [step, setStep] = useState<number | string>(0);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="xs" aria-label={t('runs.column_menu', {column: name})}>
          <IconChevronDown size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowUp size={16} />} onClick={() => actions.sort(field, true)}>
          {t('runs.ascending')}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown size={16} />} onClick={() => actions.sort(field, false)}>
          {t('runs.descending')}
        </Menu.Item>
        {groupable(column) && (
          <Menu.Item leftSection={<IconStack2 size={16} />} onClick={() => actions.group(field)}>
            {t('runs.group_by_this')}
          </Menu.Item>
        )}
        {column.kind === 'METRIC' && (
          <>
            <Menu.Divider />
            <Menu.Label>{t('runs.measure')}</Menu.Label>
            {MEASURES.map((measure) => (
              <Menu.Item
                key={measure}
                disabled={column.measure === measure}
                onClick={() => actions.measure(field, measure)}
              >
                {t(`runs.measures.${measure}`)}
              </Menu.Item>
            ))}
            <Stack px="sm" py={4} gap={4}>
              <NumberInput
                size="xs"
                label={t('runs.measures.at')}
                value={step}
                onChange={setStep}
                allowDecimal={false}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && typeof step === 'number') actions.measure(field, `at(${step})`);
                }}
              />
            </Stack>
          </>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<IconArrowLeft size={16} />} onClick={() => actions.move(field, -1)}>
          {t('runs.to_left')}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowRight size={16} />} onClick={() => actions.move(field, 1)}>
          {t('runs.to_right')}
        </Menu.Item>
        <Menu.Item leftSection={<IconX size={16} />} onClick={() => actions.remove(field)}>
          {t('runs.hide_column')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Edge({shown, name, resize}: {shown: ShownColumn; name: string; resize: HeaderActions['resize']}) {
  const {t} = useTranslation();
  const drag = useRef<{x: number; width: number} | null>(null);
  const down = (event: PointerEvent<HTMLDivElement>) => {
    drag.current = {x: event.clientX, width: shown.width};
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (drag.current) resize(shown.field, fitting(drag.current.width + event.clientX - drag.current.x));
  };
  const key = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -10 : event.key === 'ArrowRight' ? 10 : 0;
    if (by !== 0) resize(shown.field, fitting(shown.width + by));
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a separator that moves is a widget (ARIA)
    <div
      role="separator"
      className="run-head-edge"
      aria-orientation="vertical"
      aria-label={t('runs.width_of', {column: name})}
      aria-valuenow={shown.width}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
      tabIndex={0}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => (drag.current = null)}
      onKeyDown={key}
    />
  );
}
