/** A sweep's trials in the form in which runs are compared. */
import type {Schema} from '../../api/client';
import type {PlotColumn} from '../compare/plots';
import type {Row} from '../compare/useCompared';

export type Sweep = Schema<'Sweep'>;
export type Trial = Schema<'Trial'>;

/** What a parameter was, as it is shown; null where it was inactive. */
export function cellOf(trial: Trial, name: string): string | number | null {
  const value = trial.parameters[name];
  if (value === undefined || value === null) return null;
  return typeof value === 'number' ? value : typeof value === 'string' ? value : JSON.stringify(value);
}

/** A column for each parameter, and one for the value, named after what it measures. */
export function columnsOf(sweep: Sweep, rows: Row[]): PlotColumn[] {
  const params = sweep.parameters.map((parameter, place): PlotColumn => ({
    field: parameter.name,
    kind: 'PARAM',
    place,
    differs: new Set(rows.map((row) => row.cells[place])).size > 1,
    logarithmic: parameter.type === 'LOG_UNIFORM' || parameter.type === 'LOG_INT',
  }));
  const value = `metrics.\`${sweep.objective.metric ?? 'value'}\``;
  return [...params, {field: value, kind: 'METRIC', place: params.length, differs: true}];
}

/** A row for each trial that has come to a value. */
export function rowsOf(sweep: Sweep, trials: Trial[]): Row[] {
  return trials
    .filter((trial) => typeof trial.value === 'number')
    .map((trial) => ({
      id: String(trial.number),
      project_id: sweep.project_id,
      experiment_id: '',
      experiment: '',
      name: `${sweep.name}-${trial.number}`,
      status: 'FINISHED' as const,
      started_at: trial.created_at,
      deleted: false,
      cells: [...sweep.parameters.map((parameter) => cellOf(trial, parameter.name)), trial.value ?? null],
    }));
}

/** The best value after each trial that was done, by the order of their ends. */
export function bestSoFar(sweep: Sweep, trials: Trial[]): {steps: number[]; values: number[]} {
  const done = trials
    .filter((trial) => trial.state === 'DONE' && typeof trial.value === 'number')
    .sort((one, other) => Date.parse(one.ended_at ?? '') - Date.parse(other.ended_at ?? '') || one.number - other.number);
  const better = sweep.objective.direction === 'MINIMIZE' ? Math.min : Math.max;
  const values: number[] = [];
  for (const trial of done) values.push(better(trial.value ?? NaN, values.at(-1) ?? trial.value ?? NaN));
  return {steps: values.map((_, place) => place + 1), values};
}

/** A trial that began with another one's checkpoint. */
export interface Copy {
  trial: Trial;
  /** Whose place it took. */
  replaced: Trial | undefined;
  source: Trial;
  /** Each parameter that became another: `lr 0.1 → 0.08`. */
  changes: string[];
}

/** The copies of a population by their numbers. */
export function copiesOf(sweep: Sweep, trials: Trial[]): Copy[] {
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]));
  const words = (cell: string | number | null) => (typeof cell === 'number' ? short(cell) : (cell ?? '–'));
  return trials.flatMap((trial) => {
    const source = byNumber.get(trial.lineage?.copied_from ?? -1);
    if (!source) return [];
    const replaced = trials
      .filter((other) => other.lineage?.member === trial.lineage?.member && other.number < trial.number)
      .at(-1);
    const changes = sweep.parameters
      .map(({name}) => [name, words(cellOf(source, name)), words(cellOf(trial, name))] as const)
      .filter(([, before, after]) => before !== after)
      .map(([name, before, after]) => `${name} ${before} → ${after}`);
    return [{trial, replaced, source, changes}];
  });
}

/** A number as short as it can be told apart. */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
}

/** A parameter's range or values in words. */
export function domainOf(parameter: Sweep['parameters'][number]): string {
  switch (parameter.type) {
    case 'CHOICE':
      return (parameter.values ?? []).map(String).join(', ');
    case 'BOOLEAN':
      return 'true, false';
    case 'UNIFORM':
    case 'LOG_UNIFORM':
    case 'INT':
    case 'LOG_INT':
      return `${short(parameter.low)} … ${short(parameter.high)}`;
  }
}
