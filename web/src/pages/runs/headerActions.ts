import {field, same} from './columns';
import type {HeaderActions} from './HeaderCell';
import type {ShownColumn, ViewState} from './viewState';

/** What the heads of the columns do to the view. */
export function headerActions(
  view: ViewState,
  columns: ShownColumn[],
  change: (part: Partial<ViewState>) => void,
): HeaderActions {
  const placeOf = (name: string) => columns.findIndex((each) => each.field === name);
  const moved = (name: string, to: number) => {
    const next = columns.filter((each) => each.field !== name);
    const column = columns[placeOf(name)];
    if (column) next.splice(Math.max(0, to), 0, column);
    return next;
  };
  return {
    sort: (name, ascending) => change({order: `${name} ${ascending ? 'ASC' : 'DESC'}`}),
    move: (name, by) => change({columns: moved(name, placeOf(name) + by)}),
    put: (name, before) => change({columns: moved(name, placeOf(before))}),
    resize: (name, width) =>
      change({columns: columns.map((each) => (each.field === name ? {...each, width} : each))}),
    remove: (name) => change({columns: columns.filter((each) => each.field !== name)}),
    measure: (name, measure) => {
      const column = columns[placeOf(name)]?.column;
      if (!column) return;
      const next = {...column, measure};
      if (columns.some((each) => same(each.column, next))) return;
      change({
        columns: columns.map((each) => (each.field === name ? {...each, column: next, field: field(next)} : each)),
        ...(view.order.startsWith(`${name} `) ? {order: view.order.replace(name, () => field(next))} : {}),
      });
    },
    group: (name) => change({groups: view.groups.includes(name) ? view.groups : [...view.groups, name].slice(-3)}),
  };
}
