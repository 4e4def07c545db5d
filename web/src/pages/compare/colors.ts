const FEW = ['#0b7285', '#e8590c', '#5f3dc4', '#2b8a3e', '#c2255c', '#1864ab', '#e67700', '#495057'];
const FEW_DARK = ['#3bc9db', '#ff922b', '#b197fc', '#69db7c', '#faa2c1', '#74c0fc', '#ffd43b', '#ced4da'];

/** A colour for each of many: the first few well apart, more by the golden angle around the circle of hues. */
export function colorOf(place: number, dark: boolean): string {
  const few = dark ? FEW_DARK : FEW;
  const color = few[place];
  if (color !== undefined) return color;
  return `hsl(${Math.round((place * 137.508) % 360)} 65% ${dark ? 65 : 40}%)`;
}
