import {Textarea, type TextareaProps} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {wordsOf} from './command';

/** How a program is started. Words that need a second look, such as quoted ones, are shown as the program gets them. */
export function CommandField({value, lead, ...field}: TextareaProps & {value: string; lead: string}) {
  const {t} = useTranslation();
  const words = wordsOf(value);
  const plain = !/['"\\]/.test(value);
  return (
    <Textarea
      label={t('programs.command')}
      description={plain ? lead : `${lead} ${t('programs.words', {words: words.map((word) => `[${word}]`).join(' ')})}`}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder="python3 train.py --lr 0.1"
      autosize
      required
      spellCheck={false}
      styles={{input: {fontFamily: 'var(--mantine-font-family-monospace)'}}}
      value={value}
      {...field}
    />
  );
}
