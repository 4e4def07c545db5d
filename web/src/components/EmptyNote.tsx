import {Center, Stack, Text, ThemeIcon} from '@mantine/core';
import type {ComponentType, ReactNode} from 'react';

interface Props {
  Icon: ComponentType<{size?: number; stroke?: number}>;
  /** What is not there yet, and what to do next. */
  text: string;
  /** The next step. */
  children?: ReactNode;
}

/** Stands where a list is still empty. */
export function EmptyNote({Icon, text, children}: Props) {
  return (
    <Center py={64}>
      <Stack align="center" gap="md" maw={460}>
        <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
          <Icon size={28} stroke={1.5} />
        </ThemeIcon>
        <Text ta="center" c="dimmed">
          {text}
        </Text>
        {children}
      </Stack>
    </Center>
  );
}
