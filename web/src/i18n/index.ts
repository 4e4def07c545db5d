import i18next from 'i18next';
import {initReactI18next} from 'react-i18next';

type Texts = Record<string, unknown>;

function byName(modules: Record<string, unknown>): Texts {
  return Object.fromEntries(
    Object.entries(modules).map(([path, module]) => [
      path.replace(/^.*\/(.+)\.json$/, '$1'),
      (module as {default: Texts}).default,
    ]),
  );
}

/** One file a feature and language; `t('people.sign_in')` finds `sign_in` in `people.json`. */
export const texts: Record<string, Texts> = {
  en: byName(import.meta.glob('./en/*.json', {eager: true})),
  ko: byName(import.meta.glob('./ko/*.json', {eager: true})),
};

export const languages = ['ko', 'en'] as const;

const KEPT = 'dure.language';

function preferred(): string {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'ko' || kept === 'en') return kept;
  return navigator.language.startsWith('ko') ? 'ko' : 'en';
}

export async function startTexts(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    localStorage.setItem(KEPT, language);
  });
  await i18next.use(initReactI18next).init({
    lng: preferred(),
    fallbackLng: 'en',
    resources: Object.fromEntries(Object.entries(texts).map(([language, all]) => [language, {translation: all}])),
    interpolation: {escapeValue: false},
  });
}
