import {useTranslation} from 'react-i18next';

/** Hours and money as the page's language writes them; "–" for what is not known. */
export function useAmounts() {
  const {i18n, t} = useTranslation();
  const number = new Intl.NumberFormat(i18n.language, {maximumFractionDigits: 2});
  return {
    hours: (value: number | null | undefined) => (value == null ? '–' : t('room.hours_of', {hours: number.format(value)})),
    money: (value: number | null | undefined, currency: string) => (value == null ? '–' : money(value, currency, i18n.language)),
  };
}

/** A currency that has no code of its own is written after the amount. */
function money(value: number, currency: string, language: string): string {
  try {
    return new Intl.NumberFormat(language, {style: 'currency', currency}).format(value);
  } catch {
    return `${new Intl.NumberFormat(language, {maximumFractionDigits: 2}).format(value)} ${currency}`;
  }
}
