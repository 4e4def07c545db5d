import {duration} from '../../components/format';
import type {Column} from './columns';

/** MLflow keeps infinities as the greatest doubles. */
const GREATEST = 1.7976931348623157e308;

/** A number as a table shows it: four significant digits where there are more, whole numbers whole. */
export function shownNumber(value: number, language: string): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Math.abs(value) >= GREATEST) return value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return new Intl.NumberFormat(language).format(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(3);
  return new Intl.NumberFormat(language, {maximumSignificantDigits: size >= 1000 ? 7 : 4}).format(value);
}

/** Control characters and those that turn the direction of writing are shown as signs, so that no name can hide. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (sign) =>
    sign < ' ' ? String.fromCharCode(0x2400 + sign.charCodeAt(0)) : '\ufffd',
  );
}

export function shownCell(column: Column, cell: string | number | null | undefined, language: string): string {
  if (cell === null || cell === undefined) return '';
  if (column.kind === 'ATTRIBUTE') {
    if (column.key.endsWith('_time') && typeof cell === 'string') {
      return new Intl.DateTimeFormat(language, {dateStyle: 'short', timeStyle: 'medium'}).format(new Date(cell));
    }
    if (column.key === 'duration' && typeof cell === 'number') {
      return cell < 10 ? `${cell.toFixed(2)} s` : duration(cell);
    }
  }
  if (typeof cell === 'number') return shownNumber(cell, language);
  return visible(cell);
}

/** Whether a column's values stand at the right. */
export function isNumeric(column: Column): boolean {
  return column.kind === 'METRIC' || column.key === 'duration';
}
