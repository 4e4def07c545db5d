/** What may be typed next in a filter. It guesses; the server alone decides what a filter means. */
import {ATTRIBUTES, MEASURES, quoted, type Kind} from './columns';

/** What is being typed at the caret. */
export interface Spot {
  kind: 'field' | 'key' | 'measure' | 'operator' | 'value' | 'join';
  /** What stands there already of it, and where it begins. */
  typed: string;
  from: number;
  /** Of a key: which kind of thing has it. Of an operator or a value: of which field. */
  of?: Kind;
  key?: string;
}

const TOKEN = /\s*('[^']*'?|"[^"]*"?|`[^`]*`?|!=|<>|<=|>=|==|[=<>]|[(),]|[^\s'"`!=<>(),]+)/gy;
const OPERATORS_OF_NUMBERS = ['<', '<=', '>', '>=', '=', '!='];
const OPERATORS_OF_TEXTS = ['=', '!=', 'LIKE', 'ILIKE'];
const KINDS: Record<string, Kind> = {
  metric: 'METRIC', metrics: 'METRIC', param: 'PARAM', params: 'PARAM', parameter: 'PARAM', parameters: 'PARAM',
  tag: 'TAG', tags: 'TAG', dataset: 'DATASET', datasets: 'DATASET',
};
const NUMERIC = ['start_time', 'end_time', 'duration'];
const STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];

interface Token {
  text: string;
  from: number;
  to: number;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const word = match[1] ?? '';
    const last = found.at(-1);
    const from = match.index + match[0].length - word.length;
    // `metrics.` and the quoted key behind it are one field, and so is `.min` behind that.
    if (last && from === last.to && (last.text.endsWith('.') || word.startsWith('.'))) {
      last.text += word;
      last.to = from + word.length;
    } else {
      found.push({text: word, from, to: from + word.length});
    }
  }
  return found;
}

function isOperator(text: string): boolean {
  return /^(!=|<>|<=|>=|==|[=<>]|like|ilike|in|is|not)$/i.test(text);
}

/** Where the caret stands in the filter. */
export function spot(filter: string, caret: number): Spot {
  const before = tokens(filter.slice(0, caret));
  const last = before.at(-1);
  const typing = last !== undefined && last.to === caret ? last : undefined;
  const done = typing ? before.slice(0, -1) : before;
  let state: Spot['kind'] = 'field';
  let of: Kind | undefined;
  let key: string | undefined;
  let open = false;
  for (const each of done) {
    if (state === 'field') {
      ({of, key} = fieldOf(each.text));
      state = 'operator';
    } else if (state === 'operator') {
      state = isOperator(each.text) ? 'value' : 'operator';
    } else if (state === 'value') {
      if (/^(in|null|not)$/i.test(each.text)) state = /^null$/i.test(each.text) ? 'join' : 'value';
      else if (each.text === '(') open = true;
      else if (open) {
        if (each.text === ')') {
          open = false;
          state = 'join';
        }
      } else state = 'join';
    } else if (/^and$/i.test(each.text)) {
      state = 'field';
      of = undefined;
    }
  }
  const typed = typing?.text ?? '';
  const from = typing?.from ?? caret;
  if (state === 'field') return inField(typed, from);
  return {kind: state, typed, from, ...(of ? {of} : {}), ...(key === undefined ? {} : {key})};
}

function fieldOf(text: string): {of: Kind; key: string} {
  const parts = /^(\w+)\.(.*)$/s.exec(text);
  const kind = parts?.[1] === undefined ? undefined : KINDS[parts[1].toLowerCase()];
  return kind ? {of: kind, key: parts?.[2] ?? ''} : {of: 'ATTRIBUTE', key: text};
}

function inField(typed: string, from: number): Spot {
  const parts = /^(\w+)\.(.*)$/s.exec(typed);
  const of = parts?.[1] === undefined ? undefined : KINDS[parts[1].toLowerCase()];
  if (!parts || !of) return {kind: 'field', typed, from};
  const rest = parts[2] ?? '';
  const start = from + typed.length - rest.length;
  const measured = of === 'METRIC' ? /^(?:`[^`]*`|"[^"]*"|[\w/-]+)\.(\w*)$/.exec(rest) : null;
  if (measured) {
    const part = measured[1] ?? '';
    return {kind: 'measure', typed: part, from: from + typed.length - part.length, of};
  }
  return {kind: 'key', typed: rest.replace(/^[`"]|[`"]$/g, ''), from: start, of};
}

export interface Offer {
  /** What is put in the place of what was typed. */
  text: string;
  /** What is shown. */
  label: string;
}

/**
 * What fits at the spot; `keys` are those that the server found for a spot of kind `key`, perhaps when less was typed
 * than now.
 */
export function offers(at: Spot, keys: readonly string[]): Offer[] {
  const plain = (all: readonly string[], behind = ' ') =>
    all
      .filter((each) => each.toLowerCase().startsWith(at.typed.toLowerCase()) && each !== at.typed)
      .map((each) => ({text: each + behind, label: each}));
  switch (at.kind) {
    case 'field':
      return [...plain(['metrics.', 'params.', 'tags.', 'dataset.'], ''), ...plain(ATTRIBUTES)];
    case 'key':
      return (at.of === 'DATASET' ? ['name', 'digest', 'context'] : keys)
        .filter((key) => key.toLowerCase().includes(at.typed.toLowerCase()))
        .map((key) => ({text: at.of === 'METRIC' ? quoted(key) : `${quoted(key)} `, label: key}));
    case 'measure':
      return [...plain(MEASURES), ...('at('.startsWith(at.typed) ? [{text: 'at(', label: 'at(…)'}] : [])];
    case 'operator':
      return plain(operators(at));
    case 'value':
      return at.key === 'status' ? quotedValues(STATUSES, at.typed) : [];
    case 'join':
      return plain(['AND']);
  }
}

function operators(at: Spot): string[] {
  if (at.of === 'METRIC' || (at.of === 'ATTRIBUTE' && NUMERIC.includes(at.key ?? ''))) return OPERATORS_OF_NUMBERS;
  if (at.of === 'PARAM' || at.of === 'TAG') {
    return [...OPERATORS_OF_TEXTS, '<', '<=', '>', '>=', 'IS NULL', 'IS NOT NULL'];
  }
  return [...OPERATORS_OF_TEXTS, 'IN', 'NOT IN'];
}

function quotedValues(values: string[], typed: string): Offer[] {
  return values
    .map((value) => `'${value}'`)
    .filter((value) => value.toLowerCase().startsWith(typed.toLowerCase()) && value !== typed)
    .map((value) => ({text: `${value} `, label: value}));
}

/** The filter with the offer taken, and where the caret then stands. */
export function take(filter: string, caret: number, at: Spot, offer: Offer): {filter: string; caret: number} {
  const head = filter.slice(0, at.from) + offer.text;
  const tail = filter.slice(caret);
  return {filter: head + (offer.text.endsWith(' ') ? tail.trimStart() : tail), caret: head.length};
}
