import {Anchor, Checkbox} from '@mantine/core';
import {useVirtualizer} from '@tanstack/react-virtual';
import {memo, useMemo, useRef} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import type {Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {StateBadge} from '../../components/StateBadge';
import {isNumeric, shownCell, visible} from './cells';
import {HeaderCell, type HeaderActions} from './HeaderCell';
import {PART, useRows, type Row} from './useTable';
import type {ShownColumn} from './viewState';

const ROW = 34;
const HEAD = 38;
const NAME = 250;
const BEYOND = 12;

interface Props {
  query: Schema<'RunQuery'>;
  at: string | undefined;
  total: number;
  columns: ShownColumn[];
  order: {field: string; ascending: boolean} | null;
  actions: HeaderActions;
  chosen: ReadonlySet<string>;
  choose: (ids: string[], on: boolean) => void;
}

/** Rows and columns, of which only those in sight are there: a hundred thousand rows scroll as ten do. */
export function RunGrid({query, at, total, columns, order, actions, chosen, choose}: Props) {
  'use no memo'; // the virtualizer's answers change although it stays the same object
  const {t} = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- this component is not memoised, see above
  const lines = useVirtualizer({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: BEYOND,
    scrollMargin: HEAD,
  });
  const rowsInSight = lines.getVirtualItems();
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => columns[index]?.width ?? 0,
    getItemKey: (index) => `${columns[index]?.field ?? ''}~${columns[index]?.width ?? 0}`,
    overscan: 4,
    scrollMargin: NAME,
  });
  const first = Math.floor((rowsInSight[0]?.index ?? 0) / PART);
  const last = Math.floor((rowsInSight.at(-1)?.index ?? 0) / PART);
  const parts = useMemo(
    () => (total === 0 ? [] : Array.from({length: last - first + 1}, (_, place) => first + place)),
    [first, last, total],
  );
  const fields = useMemo(() => columns.map((each) => each.field), [columns]);
  const {rows, error} = useRows(query, at, fields, parts);
  const columnsInSight = across.getVirtualItems().flatMap((item) => {
    const shown = columns[item.index];
    return shown ? [{index: item.index, left: item.start, shown}] : [];
  });
  const width = NAME + columns.reduce((sum, each) => sum + each.width, 0);
  const loaded = rowsInSight.flatMap((item) => rows.get(item.index)?.id ?? []);
  const allChosen = loaded.length > 0 && loaded.every((id) => chosen.has(id));
  return (
    <>
      {error !== null && <ErrorNote error={error} />}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard (WCAG 2.1.1) */}
      <div ref={box} className="run-grid" role="region" aria-label={t('runs.table')} tabIndex={0}>
        <div
          role="table"
          aria-rowcount={total + 1}
          aria-colcount={columns.length + 1}
          style={{width, height: HEAD + total * ROW, position: 'relative'}}
        >
          <div role="row" aria-rowindex={1} className="run-head" style={{height: HEAD, width}}>
            <div role="columnheader" className="run-name run-head-cell" style={{width: NAME}} aria-colindex={1}>
              <Checkbox
                size="xs"
                checked={allChosen}
                indeterminate={!allChosen && loaded.some((id) => chosen.has(id))}
                onChange={() => choose(loaded, !allChosen)}
                aria-label={t('runs.choose_shown')}
              />
              <span>{t('runs.run')}</span>
            </div>
            {columnsInSight.map(({index, left, shown}) => {
              const sorted =
                order?.field === shown.field ? (order.ascending ? 'ascending' : 'descending') : ('none' as const);
              return (
                <div
                  key={shown.field}
                  role="columnheader"
                  aria-sort={sorted}
                  aria-colindex={index + 2}
                  className="run-head-cell run-cell"
                  style={{left, width: shown.width, height: HEAD}}
                >
                  <HeaderCell shown={shown} sorted={sorted} actions={actions} />
                </div>
              );
            })}
          </div>
          {rowsInSight.map((item) => {
            const row = rows.get(item.index);
            return (
              <Line
                key={item.index}
                place={item.index}
                top={item.start}
                row={row}
                columns={columnsInSight}
                signature={columnsInSight.map((each) => `${each.shown.field}${each.left}`).join()}
                width={width}
                chosen={row !== undefined && chosen.has(row.id)}
                choose={choose}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

interface LineProps {
  place: number;
  top: number;
  row: Row | undefined;
  columns: {index: number; left: number; shown: ShownColumn}[];
  /** Changes with the columns in sight and nothing else. */
  signature: string;
  width: number;
  chosen: boolean;
  choose: (ids: string[], on: boolean) => void;
}

const Line = memo(
  function Line({place, top, row, columns, width, chosen, choose}: LineProps) {
    const {t, i18n} = useTranslation();
    const name = row ? visible(row.name) : '…';
    return (
      <div
        role="row"
        aria-rowindex={place + 2}
        aria-busy={row === undefined}
        className={`run-line${chosen ? ' run-chosen' : ''}`}
        style={{transform: `translateY(${top}px)`, height: ROW, width}}
      >
        <div role="cell" className="run-name" style={{width: NAME}} aria-colindex={1}>
          {row && (
            <Checkbox
              size="xs"
              checked={chosen}
              onChange={() => choose([row.id], !chosen)}
              aria-label={t('runs.choose', {run: name})}
            />
          )}
          {row ? (
            <Anchor component={Link} to={`/runs/${row.id}`} fz="sm" className="run-link" title={name}>
              {name}
            </Anchor>
          ) : (
            <span>{name}</span>
          )}
        </div>
        {columns.map(({index, left, shown}) => {
          const cell = row?.cells[index];
          const text = shownCell(shown.column, cell, i18n.language);
          return (
            <div
              key={shown.field}
              role="cell"
              aria-colindex={index + 2}
              className={`run-cell${isNumeric(shown.column) || typeof cell === 'number' ? ' run-number' : ''}`}
              style={{left, width: shown.width}}
              title={typeof cell === 'number' ? String(cell) : text}
            >
              {shown.field === 'status' && row ? <StateBadge state={row.status} /> : text}
            </div>
          );
        })}
      </div>
    );
  },
  (one, other) =>
    one.row === other.row && one.top === other.top && one.place === other.place && one.width === other.width &&
    one.chosen === other.chosen && one.choose === other.choose && one.signature === other.signature,
);
