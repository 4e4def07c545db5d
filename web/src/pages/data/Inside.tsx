import {Anchor, Code, Group, Paper, ScrollArea, SegmentedControl, Stack, Table, Tabs, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconDownload} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {ImageGrid} from './ImageGrid';
import {Manifest} from './Manifest';

type Version = Schema<'DatasetVersion'>;
type Preview = Schema<'DatasetPreview'>;

/** A look into the visible parts of a version: pictures by class, a table or a text; and every file of it. */
export function Inside({version}: {version: Version}) {
  const {t} = useTranslation();
  const parts = version.parts.filter((part) => !part.hidden).map((part) => part.name);
  const [chosen, setChosen] = useState<string | null>(null);
  const part = chosen ?? (parts.includes('train') ? 'train' : parts[0]);
  if (part === undefined) return null;
  const archive = `/api/v1/datasets/${version.dataset_id}/versions/${version.number}/archive`;
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3} size="h4">
            {t('data.browse')}
          </Title>
          <Group gap="md">
            <SegmentedControl
              aria-label={t('data.part')}
              size="xs"
              data={parts}
              value={part}
              onChange={setChosen}
            />
            <Anchor href={`${archive}?${new URLSearchParams({part}).toString()}`} download fz="sm">
              <Group gap={4} wrap="nowrap">
                <IconDownload size={16} aria-hidden />
                {t('data.download_part')}
              </Group>
            </Anchor>
          </Group>
        </Group>
        <Tabs defaultValue="preview" keepMounted={false}>
          <Tabs.List mb="sm">
            <Tabs.Tab value="preview">{t('data.preview')}</Tabs.Tab>
            <Tabs.Tab value="files">{t('data.files')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="preview">
            <FirstLook key={part} version={version} part={part} />
          </Tabs.Panel>
          <Tabs.Panel value="files">
            <Manifest key={part} version={version} part={part} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Paper>
  );
}

function FirstLook({version, part}: {version: Version; part: string}) {
  const preview = useQuery({
    queryKey: ['preview', version.id, part],
    staleTime: Infinity,
    queryFn: () =>
      ok(
        client.GET('/api/v1/datasets/{id}/versions/{number}/preview', {
          params: {path: {id: version.dataset_id, number: version.number}, query: {part, limit: 1}},
        }),
      ),
  });
  return <Fetched query={preview}>{(found) => <Shown version={version} part={part} preview={found} />}</Fetched>;
}

function Shown({version, part, preview}: {version: Version; part: string; preview: Preview}) {
  const {t} = useTranslation();
  switch (preview.kind) {
    case 'IMAGES':
      return <ImageGrid version={version} part={part} />;
    case 'TABLE':
      return preview.table ? <Rows table={preview.table} /> : null;
    case 'TEXT':
      return preview.text ? (
        <>
          <Text size="sm" ff="monospace" c="dimmed" mb="xs">
            {preview.text.path}
          </Text>
          <Code block mah={400} style={{overflow: 'auto'}} tabIndex={0}>
            {preview.text.lines.join('\n')}
            {preview.text.more ? '\n…' : ''}
          </Code>
        </>
      ) : null;
    case 'NONE':
      return <Text size="sm">{t('data.no_preview')}</Text>;
  }
}

function Rows({table}: {table: NonNullable<Preview['table']>}) {
  return (
    <>
      <Text size="sm" ff="monospace" c="dimmed" mb="xs">
        {table.path}
      </Text>
      <ScrollArea.Autosize mah={400} viewportProps={{tabIndex: 0}}>
        <Table fz="sm" stickyHeader>
          <Table.Thead>
            <Table.Tr>
              {table.columns.map((column, place) => (
                <Table.Th key={place}>{column}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {table.rows.map((row, number) => (
              <Table.Tr key={number}>
                {row.map((cell, place) => (
                  <Table.Td key={place}>{cell}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {table.more && <Text c="dimmed">…</Text>}
    </>
  );
}
