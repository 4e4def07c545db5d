import {Anchor, Breadcrumbs, Group, Stack, Text, Title} from '@mantine/core';
import {useEffect, type ReactNode} from 'react';
import {Link} from 'react-router';
import {useProjectOf} from '../api/session';

interface Props {
  title: string;
  /** One sentence: what this page is for. */
  lead?: string | undefined;
  /** The pages above this one. */
  above?: {text: string; path: string}[];
  /** Of what the page shows, where that is one thing. */
  projectId?: string | undefined;
  /** Beside the title: the page's own actions. */
  actions?: ReactNode;
  /** Tables and charts that gain from every pixel. */
  wide?: boolean;
  children: ReactNode;
}

/** Title, way back and actions, in the same place on every page. */
export function PageFrame({title, lead, above = [], projectId, actions, wide = false, children}: Props) {
  useProjectOf(projectId);
  useEffect(() => {
    document.title = `${title} · Dure`;
  }, [title]);
  return (
    <Stack gap="lg" {...(wide ? {} : {maw: 1400})}>
      <Group justify="space-between" align="flex-end" wrap="wrap">
        <Stack gap={4}>
          {above.length > 0 && (
            <Breadcrumbs fz="sm">
              {above.map((step) => (
                <Anchor key={step.path} component={Link} to={step.path} fz="sm">
                  {step.text}
                </Anchor>
              ))}
            </Breadcrumbs>
          )}
          <Title order={2}>{title}</Title>
          {lead && (
            <Text c="dimmed" size="sm" maw={760}>
              {lead}
            </Text>
          )}
        </Stack>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
