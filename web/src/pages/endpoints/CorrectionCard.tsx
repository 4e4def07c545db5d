import {Anchor, Checkbox, Group, Paper, Stack, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../api/client';
import {moment, percent} from '../../components/format';
import {useReasonWords} from '../../components/reasons';

interface Props {
  correction: Schema<'Correction'>;
  chosen?: boolean;
  /** Absent where nothing is to be decided any more. */
  toggle?: (id: string) => void;
}

/** One correction: what the model saw and said, and what the person says. */
export function CorrectionCard({correction, chosen = false, toggle}: Props) {
  const {t, i18n} = useTranslation();
  const why = useReasonWords()(correction.reason);
  const image = `/api/v1/corrections/${correction.id}/image`;
  const confirmed = correction.answer === correction.label;
  const words = t(confirmed ? 'endpoints.confirms' : 'endpoints.corrects', {
    answer: correction.answer,
    label: correction.label,
  });
  return (
    <Paper withBorder p={8} w={196} {...(chosen ? {bg: 'var(--mantine-color-lake-light)'} : {})}>
      <Group gap={10} wrap="nowrap" align="flex-start">
        <Stack gap={6} align="center">
          <Anchor href={image} target="_blank" rel="noreferrer" aria-label={words}>
            <img src={image} alt={words} width={56} height={56} loading="lazy" className="pixelated thumbnail" />
          </Anchor>
          {toggle && (
            <Checkbox
              size="sm"
              aria-label={`${t('endpoints.choose')}: ${words}`}
              checked={chosen}
              onChange={() => toggle(correction.id)}
            />
          )}
        </Stack>
        <Stack gap={0} style={{minWidth: 0}} title={moment(correction.time, i18n.language)}>
          <Text size="sm" truncate {...(confirmed ? {} : {c: 'dimmed', td: 'line-through'})}>
            {correction.answer} {percent(correction.score, i18n.language)}
          </Text>
          <Text size="xl" fw={650} lh={1.2} c={confirmed ? 'teal' : 'orange.8'} truncate>
            {correction.label}
          </Text>
          <Text size="xs" c="dimmed" truncate title={correction.purpose}>
            {correction.said_by ?? t('endpoints.by_caller')}
          </Text>
          {why && (
            <Text size="xs" c="dimmed" lineClamp={2} title={why}>
              {why}
            </Text>
          )}
        </Stack>
      </Group>
    </Paper>
  );
}
