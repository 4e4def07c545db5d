import {Anchor, Badge, Code as Block, Collapse, Group, Paper, ScrollArea, Stack, Text, Title, UnstyledButton} from '@mantine/core';
import {useDisclosure} from '@mantine/hooks';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {bytes} from '../../components/format';
import {DIFF, fileUrl, GIT, gitOf} from './snapshot';

/** The files that the session runs, where in git's history they stood, and what had been changed since. */
export function Code({programId}: {programId: string}) {
  const {t, i18n} = useTranslation();
  const [open, {toggle}] = useDisclosure(false);
  const files = useQuery({
    queryKey: ['program', programId, 'files'],
    queryFn: () => ok(client.GET('/api/v1/programs/{id}/files', {params: {path: {id: programId}}})),
    staleTime: Infinity,
  });
  const paths = new Set(files.data?.items.map((file) => file.path));
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('sessions.code')}
        </Title>
        {paths.has(GIT) && <GitLine programId={programId} />}
        {paths.has(DIFF) && <Diff programId={programId} />}
        <Fetched query={files}>
          {({items}) => {
            const own = items.filter((file) => file.path !== GIT && file.path !== DIFF);
            return (
              <>
                <UnstyledButton onClick={toggle} aria-expanded={open}>
                  <Text size="sm" c="lake">
                    {t('sessions.code_files', {count: own.length})}
                  </Text>
                </UnstyledButton>
                <Collapse expanded={open}>
                  <Stack gap={2}>
                    {own.map((file) => (
                      <Group key={file.path} justify="space-between" wrap="nowrap">
                        <Anchor fz="sm" href={fileUrl(programId, file.path)} style={{wordBreak: 'break-all'}}>
                          {file.path}
                        </Anchor>
                        <Text size="xs" c="dimmed">
                          {bytes(file.size_bytes, i18n.language)}
                        </Text>
                      </Group>
                    ))}
                  </Stack>
                </Collapse>
              </>
            );
          }}
        </Fetched>
      </Stack>
    </Paper>
  );
}

function GitLine({programId}: {programId: string}) {
  const {t} = useTranslation();
  const git = useQuery({
    queryKey: ['program', programId, 'git'],
    queryFn: async () => gitOf(await text(programId, GIT)),
    staleTime: Infinity,
  });
  if (!git.data) return null;
  const {commit, branch, remote, dirty} = git.data;
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <Block>{commit ? commit.slice(0, 12) : t('sessions.code_no_commit')}</Block>
        {branch && <Text size="sm">{branch}</Text>}
        {dirty && (
          <Badge color="orange" variant="light">
            {t('sessions.code_changed')}
          </Badge>
        )}
      </Group>
      {remote && (
        <Text size="xs" c="dimmed" style={{wordBreak: 'break-all'}}>
          {remote}
        </Text>
      )}
    </Stack>
  );
}

function Diff({programId}: {programId: string}) {
  const {t} = useTranslation();
  const [open, {toggle}] = useDisclosure(false);
  const diff = useQuery({
    queryKey: ['program', programId, 'diff'],
    queryFn: () => text(programId, DIFF),
    staleTime: Infinity,
    enabled: open,
  });
  return (
    <>
      <UnstyledButton onClick={toggle} aria-expanded={open}>
        <Text size="sm" c="lake">
          {t('sessions.code_diff')}
        </Text>
      </UnstyledButton>
      <Collapse expanded={open}>
        <Fetched query={diff}>
          {(lines) => (
            <ScrollArea.Autosize mah={400}>
              <Block block fz="xs">
                {lines}
              </Block>
            </ScrollArea.Autosize>
          )}
        </Fetched>
      </Collapse>
    </>
  );
}

/** A file of the program, as text. */
async function text(programId: string, path: string): Promise<string> {
  const query = {params: {path: {id: programId}, query: {path}}, parseAs: 'text' as const};
  return ok(client.GET('/api/v1/programs/{id}/files/content', query));
}
