import {Button, Group, Paper, Skeleton, Text} from '@mantine/core';
import {IconArrowRight} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import type {Figures} from './figures';
import {nextOf} from './next';

/** One sentence on what to do next, and the way there. */
export function NextStep({figures}: {figures: Figures}) {
  const {t} = useTranslation();
  if (!figures.known) return <Skeleton height={66} radius="md" />;
  const next = nextOf(figures);
  return (
    <Paper p="md" bg="var(--mantine-color-lake-light)">
      <Group justify="space-between">
        <Text>{t(`home.next.${next.step}`, next.words)}</Text>
        <Button
          component={Link}
          to={next.path}
          variant={next.step === 'wait' || next.step === 'use' ? 'light' : 'filled'}
          rightSection={<IconArrowRight size={18} aria-hidden />}
        >
          {t(`home.go.${next.step}`)}
        </Button>
      </Group>
    </Paper>
  );
}
