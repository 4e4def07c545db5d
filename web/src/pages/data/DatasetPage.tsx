import {Badge, Button, Group, Paper, Select, Stack, Table, Text, Title, Tooltip} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link, useParams, useSearchParams} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {Fetched} from '../../components/Fetched';
import {bytes, count, moment} from '../../components/format';
import {PageFrame} from '../../components/PageFrame';
import {Changes} from './Changes';
import {Inside} from './Inside';
import {Provenance} from './Provenance';
import {UploadPanel} from './UploadPanel';
import {UsedBy} from './UsedBy';

type Version = Schema<'DatasetVersion'>;

export default function DatasetPage() {
  const {t} = useTranslation();
  const {id = ''} = useParams();
  const {may} = useProject();
  const [search, setSearch] = useSearchParams();
  const chosen = search.has('version') ? Number(search.get('version')) : null;
  const setChosen = (number: number) => setSearch({version: String(number)}, {preventScrollReset: true});
  const dataset = useQuery({
    queryKey: ['dataset', id],
    queryFn: () => ok(client.GET('/api/v1/datasets/{id}', {params: {path: {id}}})),
  });
  const versions = useQuery({
    queryKey: ['dataset', id, 'versions'],
    queryFn: () => ok(client.GET('/api/v1/datasets/{id}/versions', {params: {path: {id}, query: {limit: 100}}})),
  });
  const latest = versions.data?.items[0]?.number ?? null;
  const shown = versions.data?.items.find((version) => version.number === (chosen ?? latest));

  return (
    <Fetched query={dataset}>
      {(found) => (
        <PageFrame
          title={found.name}
          lead={found.description}
          above={[{text: t('common.data'), path: '/data'}]}
          projectId={found.project_id}
          actions={
            versions.data && versions.data.items.length > 0 ? (
              <>
                <Select
                  aria-label={t('data.versions')}
                  data={versions.data.items.map((version) => ({
                    value: String(version.number),
                    label: t('data.version_n', {n: version.number}),
                  }))}
                  value={String(chosen ?? latest)}
                  onChange={(value) => setChosen(Number(value))}
                  allowDeselect={false}
                />
                {may('COMPUTE_RUN') && (
                  <Button
                    component={Link}
                    to={`/sessions/new?dataset=${id}&version=${chosen ?? latest ?? ''}`}
                    variant="light"
                  >
                    {t('data.train_on_it')}
                  </Button>
                )}
              </>
            ) : null
          }
        >
          <Stack gap="lg">
            {shown && <VersionFacts version={shown} />}
            {shown && <Inside key={shown.id} version={shown} />}
            {shown && shown.number > 1 && <Changes version={shown} />}
            {shown && <UsedBy version={shown} />}
            {may('DATA_WRITE') && <UploadPanel datasetId={id} latest={latest} onMade={setChosen} />}
          </Stack>
        </PageFrame>
      )}
    </Fetched>
  );
}

function VersionFacts({version}: {version: Version}) {
  const {t, i18n} = useTranslation();
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3} size="h4">
            {t('data.version_n', {n: version.number})}
          </Title>
          <Text size="sm" c="dimmed">
            {version.created_by} · {moment(version.created_at, i18n.language)}
          </Text>
        </Group>
        {version.note && <Text size="sm">{version.note}</Text>}
        <Table fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('data.part')}</Table.Th>
              <Table.Th ta="right">{t('data.files')}</Table.Th>
              <Table.Th ta="right">{t('data.size')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {version.parts.map((part) => (
              <Table.Tr key={part.name}>
                <Table.Td>
                  <Group gap="xs">
                    {part.name}
                    {part.hidden && (
                      <Tooltip label={t('data.hidden_help')} multiline w={260}>
                        <Badge size="sm" variant="light" color="grape" tabIndex={0}>
                          {t('data.hidden')}
                        </Badge>
                      </Tooltip>
                    )}
                  </Group>
                </Table.Td>
                <Table.Td ta="right">{count(part.files, i18n.language)}</Table.Td>
                <Table.Td ta="right">{bytes(part.bytes, i18n.language)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Provenance entries={version.provenance} />
      </Stack>
    </Paper>
  );
}
