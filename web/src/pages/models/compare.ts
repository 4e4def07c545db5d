import type {Schema} from '../../api/client';

type Version = Schema<'ModelVersion'>;

/** One line of a comparison; `–` for what a version does not have. */
export interface Row {
  name: string;
  values: string[];
  differs: boolean;
}

/** The parameters of two versions, then their metrics, each by name. */
export function compared(one: Version, other: Version): Row[] {
  const metrics = (version: Version): Record<string, string> =>
    Object.fromEntries(
      Object.entries(version.lineage.metrics).map(([name, value]) => [name, String(Number(value.toPrecision(6)))]),
    );
  return [
    ...rows(one.lineage.parameters, other.lineage.parameters),
    ...rows(metrics(one), metrics(other)),
  ];
}

function rows(one: Record<string, string>, other: Record<string, string>): Row[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return names.map((name) => {
    const values = [one[name] ?? '–', other[name] ?? '–'];
    return {name, values, differs: values[0] !== values[1]};
  });
}
