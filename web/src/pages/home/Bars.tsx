interface Props {
  title: string;
  values: number[];
  names: string[];
}

/** A few numbers as small bars from the oldest to the newest. */
export function Bars({title, values, names}: Props) {
  if (values.length === 0) return null;
  const most = Math.max(1, ...values);
  const told = names.map((name, place) => `${name} ${values[place] ?? 0}`).join(', ');
  return (
    <span className="loop-bars" role="img" aria-label={`${title}: ${told}`}>
      {values.map((value, place) => (
        <span
          key={names[place]}
          title={`${names[place] ?? ''}: ${value}`}
          style={{height: `${Math.max(value > 0 ? 4 : 1, (100 * value) / most)}%`}}
        />
      ))}
    </span>
  );
}
