import {useTranslation} from 'react-i18next';
import type {Schema} from '../api/client';

type Reason = Schema<'Reason'>;

/**
 * The reason in the page's language, part by part; what a person typed stays as it is. A part that this page has no
 * words for makes the whole the server's own English.
 *
 * @param known whether the language has words of this key
 */
export function reasonWords(
  reason: Reason,
  words: (key: string, parameters: Record<string, string>) => string,
  known: (key: string) => boolean,
): string {
  if (!reason) return '';
  if (!reason.parts.every((part) => known(`reasons.${part.code}`))) return reason.text;
  const [first, ...rest] = reason.parts.map((part) => words(`reasons.${part.code}`, part.parameters));
  return rest.length === 0 ? (first ?? '') : `${first}: ${rest.join('; ')}`;
}

/** `const words = useReasonWords()`; `words(session.reason)` is empty where there is no reason. */
export function useReasonWords(): (reason: Reason | undefined) => string {
  const {t, i18n} = useTranslation();
  const named = (noun: string) => (i18n.exists(`errors.nouns.${noun}`) ? t(`errors.nouns.${noun}`) : noun);
  return (reason) =>
    reasonWords(
      reason ?? null,
      (key, parameters) =>
        t(key, parameters.noun ? {...parameters, noun: named(parameters.noun)} : parameters),
      (key) => i18n.exists(key),
    );
}
