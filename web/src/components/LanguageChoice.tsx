import {SegmentedControl} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {languages} from '../i18n';

/** Korean or English, each in its own words. */
export function LanguageChoice() {
  const {t, i18n} = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('common.language')}
      data={languages.map((language) => ({value: language, label: language === 'ko' ? '한국어' : 'English'}))}
      value={i18n.language}
      onChange={(language) => void i18n.changeLanguage(language)}
    />
  );
}
