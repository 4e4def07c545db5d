import {Anchor, Grid, Group, NavLink, Paper, ScrollArea, Stack, Table, Text} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconDownload, IconFile, IconFolder} from '@tabler/icons-react';
import {useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {bytes} from '../../components/format';
import {previewOf, rowsOf, treeOf, type Folder} from './artifacts';
import {visible} from './cells';
import {contentPath, useFile, useImage} from './useBlob';

type Run = Schema<'Run'>;

/** Larger files are downloaded, not shown. */
const SHOWN_BYTES = 20_000_000;
const TEXT_SHOWN = 200_000;
const ROWS_SHOWN = 200;

/** The files of the run as a tree, with a look into the chosen one. */
export function RunArtifacts({run}: {run: Run}) {
  const {t} = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const files = useQuery({
    queryKey: ['artifacts', run.id],
    refetchInterval: run.status === 'RUNNING' ? 5000 : false,
    queryFn: () => ok(client.GET('/api/v1/runs/{run}/artifacts', {params: {path: {run: run.id}}})),
  });
  return (
    <Fetched query={files}>
      {({items}) =>
        items.length === 0 ? (
          <Text size="sm">{t('runs.no_artifacts')}</Text>
        ) : (
          <Grid gap="lg">
            <Grid.Col span={{base: 12, md: 4}}>
              <Paper withBorder p="xs">
                <ScrollArea.Autosize mah={640} viewportProps={{tabIndex: 0, role: 'group', 'aria-label': t('runs.artifacts')}}>
                  <Tree items={items} chosen={chosen} choose={setChosen} />
                </ScrollArea.Autosize>
              </Paper>
            </Grid.Col>
            <Grid.Col span={{base: 12, md: 8}}>
              {chosen === null ? (
                <Text size="sm" c="dimmed">
                  {t('runs.choose_file')}
                </Text>
              ) : (
                <Preview key={chosen} run={run.id} path={chosen} size={items.find((item) => item.path === chosen)?.size_bytes ?? 0} />
              )}
            </Grid.Col>
          </Grid>
        )
      }
    </Fetched>
  );
}

interface TreeProps {
  items: {path: string; size_bytes: number}[];
  chosen: string | null;
  choose: (path: string) => void;
}

function Tree({items, chosen, choose}: TreeProps) {
  const tree = useMemo(() => treeOf(items), [items]);
  return <Level folder={tree} chosen={chosen} choose={choose} opened={items.length < 200} />;
}

/** Entries of one folder beyond this many are not listed; nobody would read them. */
const ENTRIES_MOST = 1000;

function Level({folder, chosen, choose, opened}: Omit<TreeProps, 'items'> & {folder: Folder; opened: boolean}) {
  const {t, i18n} = useTranslation();
  return (
    <>
      {folder.folders.slice(0, ENTRIES_MOST).map((each) => (
        <NavLink
          key={each.path}
          label={visible(each.name)}
          aria-label={t('runs.open_folder', {folder: visible(each.name)})}
          leftSection={<IconFolder size={16} aria-hidden />}
          defaultOpened={opened}
          component="button"
          type="button"
          childrenOffset={18}
        >
          <Level folder={each} chosen={chosen} choose={choose} opened={opened} />
        </NavLink>
      ))}
      {folder.files.slice(0, ENTRIES_MOST).map((file) => (
        <NavLink
          key={file.path}
          label={visible(file.name)}
          description={bytes(file.size, i18n.language)}
          leftSection={<IconFile size={16} aria-hidden />}
          active={chosen === file.path}
          component="button"
          type="button"
          onClick={() => choose(file.path)}
        />
      ))}
    </>
  );
}

function Preview({run, path, size}: {run: string; path: string; size: number}) {
  const {t, i18n} = useTranslation();
  const kind = previewOf(path);
  const small = size <= SHOWN_BYTES;
  return (
    <Paper withBorder p="md" component="section" aria-label={visible(path)}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" fw={600} style={{overflowWrap: 'anywhere'}}>
            {visible(path)}
          </Text>
          <Anchor href={contentPath(run, path)} download fz="sm" style={{whiteSpace: 'nowrap'}}>
            <IconDownload size={14} aria-hidden /> {t('common.download')} ({bytes(size, i18n.language)})
          </Anchor>
        </Group>
        {!small ? (
          <Text size="sm">{t('runs.preview_large')}</Text>
        ) : kind === 'none' ? (
          <Text size="sm">{t('runs.preview_none')}</Text>
        ) : kind === 'image' ? (
          <Picture run={run} path={path} />
        ) : (
          <Source run={run} path={path} kind={kind} size={size} />
        )}
      </Stack>
    </Paper>
  );
}

function Picture({run, path}: {run: string; path: string}) {
  const {address, error} = useImage(run, path);
  if (error) return <ErrorNote error={error} />;
  return address && <img src={address} alt={visible(path)} className="compare-image" style={{alignSelf: 'flex-start'}} />;
}

function Source({run, path, kind, size}: {run: string; path: string; kind: 'json' | 'csv' | 'text'; size: number}) {
  const {t, i18n} = useTranslation();
  const file = useFile(run, path, true);
  const text = useQuery({
    queryKey: ['artifact-text', run, path, file.dataUpdatedAt],
    enabled: file.data !== undefined,
    queryFn: async () => (file.data ?? new Blob()).slice(0, kind === 'csv' ? 2_000_000 : TEXT_SHOWN * 4).text(),
  });
  if (file.isError) return <ErrorNote error={file.error} />;
  if (text.data === undefined) return <Text size="sm">{t('common.loading')}</Text>;
  if (text.data === '') return <Text size="sm">{t('runs.preview_empty')}</Text>;
  const cut = text.data.length > TEXT_SHOWN;
  return (
    <>
      {kind === 'csv' ? (
        <Cells text={text.data} separator={path.endsWith('.tsv') ? '\t' : ','} />
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard (WCAG 2.1.1)
        <pre className="log artifact-source" tabIndex={0}>
          {(kind === 'json' ? pretty(text.data) : text.data).slice(0, TEXT_SHOWN).split('\n').map(visible).join('\n')}
        </pre>
      )}
      <Text size="xs" c="dimmed">
        {cut && kind !== 'csv' ? `${t('runs.preview_cut', {bytes: bytes(size, i18n.language)})} ` : ''}
        {t('runs.preview_source')}
      </Text>
    </>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Cells({text, separator}: {text: string; separator: string}) {
  const {t} = useTranslation();
  const [head = [], ...rows] = rowsOf(text, separator, ROWS_SHOWN + 2);
  return (
    <>
      <Table.ScrollContainer minWidth={300} mah={560} scrollAreaProps={{viewportProps: {tabIndex: 0}}}>
        <Table fz="xs" verticalSpacing={2} striped>
          <Table.Thead>
            <Table.Tr>
              {head.slice(0, 100).map((cell, place) => (
                <Table.Th key={place}>{visible(cell)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, ROWS_SHOWN).map((row, place) => (
              <Table.Tr key={place}>
                {row.slice(0, 100).map((cell, column) => (
                  <Table.Td key={column}>{visible(cell.slice(0, 500))}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.length > ROWS_SHOWN && <Text size="xs">{t('runs.rows_cut', {n: ROWS_SHOWN})}</Text>}
    </>
  );
}
