import {Alert, Anchor, Code, Group, Paper, SimpleGrid, Stack, Table, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ReasonWords} from '../../components/ReasonWords';
import {bytes, percent} from '../../components/format';
import {StateBadge} from '../../components/StateBadge';
import {Description} from './Description';
import {LineageChain} from './LineageChain';
import {Promotion} from './Promotion';
import {Tags} from './Tags';

type Version = Schema<'ModelVersion'>;

/** What a version is made of, what it takes and gives, how it did, and its files. */
export function VersionPanel({version, mayEdit}: {version: Version; mayEdit: boolean}) {
  const {t} = useTranslation();
  return (
    <Stack gap="lg">
      <Said version={version} mayEdit={mayEdit} />
      {!version.signature && (
        <Alert color="gray" role="status" title={t('models.not_deployable')}>
          <ReasonWords reason={version.no_package} />
        </Alert>
      )}
      {version.reason && (
        <Alert color={version.state === 'FAILED' ? 'red' : 'gray'} role="status">
          <ReasonWords reason={version.reason} />
        </Alert>
      )}
      <LineageChain version={version} />
      <SimpleGrid cols={{base: 1, lg: 3}} spacing="lg">
        <Judged version={version} />
        <Made version={version} />
        <Files version={version} />
      </SimpleGrid>
    </Stack>
  );
}

/** What people say of the version: its stage, aliases, tags and description. */
function Said({version, mayEdit}: {version: Version; mayEdit: boolean}) {
  const {t} = useTranslation();
  const path = {id: version.model_id, number: version.number};
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('models.said_of', {n: version.number})}
        </Title>
        <Promotion version={version} mayEdit={mayEdit} />
        <Description
          modelId={version.model_id}
          of={t('models.version_n', {n: version.number})}
          text={version.description}
          mayEdit={mayEdit}
          save={(description) =>
            ok(client.PATCH('/api/v1/models/{id}/versions/{number}', {params: {path}, body: {description}}))
          }
        />
        <Tags
          modelId={version.model_id}
          tags={version.tags}
          mayEdit={mayEdit}
          put={(key, value) =>
            ok(client.PUT('/api/v1/models/{id}/versions/{number}/tags', {params: {path}, body: {key, value}}))
          }
          remove={(key) =>
            ok(client.DELETE('/api/v1/models/{id}/versions/{number}/tags', {params: {path, query: {key}}}))
          }
        />
      </Stack>
    </Paper>
  );
}

function Judged({version}: {version: Version}) {
  const {t, i18n} = useTranslation();
  const evaluations = useQuery({
    queryKey: ['evaluations', version.id, version.state],
    queryFn: () =>
      ok(
        client.GET('/api/v1/models/{id}/versions/{number}/evaluations', {
          params: {path: {id: version.model_id, number: version.number}},
        }),
      ),
  });
  const {image, labels = [], inputs = []} = version.signature ?? {};
  const latest = evaluations.data?.items[0];
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('models.judged')}
        </Title>
        <Group gap="md" align="baseline">
          <Text fz={34} fw={650} lh={1}>
            {typeof version.hidden_accuracy === 'number' ? percent(version.hidden_accuracy, i18n.language) : '–'}
          </Text>
          <StateBadge state={version.state} />
        </Group>
        {latest?.items != null && latest.correct != null && (
          <Text size="sm">{t('models.right_of', {right: latest.correct, all: latest.items})}</Text>
        )}
        {latest?.latency_us_median != null && (
          <Text size="sm">{t('models.latency', {ms: (latest.latency_us_median / 1000).toFixed(2)})}</Text>
        )}
        {version.state === 'UNJUDGED' && (
          <Text size="sm">{t(version.origin === 'CLIENT' ? 'models.unjudged_client' : 'models.unjudged')}</Text>
        )}
        <Text size="sm" c="dimmed">
          {image
            ? t('models.takes_picture', {width: image.width, height: image.height, channels: image.channels})
            : inputs.map((each) => `${each.name} ${each.datatype} [${each.shape.join(', ')}]`).join('; ')}
        </Text>
        {labels.length > 0 && (
          <Text size="sm" c="dimmed" lineClamp={3}>
            {t('models.labels')}: {labels.join(', ')}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

function Made({version}: {version: Version}) {
  const {t} = useTranslation();
  const {parameters, metrics, program, arguments: words} = version.lineage;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('models.settings')}
        </Title>
        <Pairs pairs={Object.entries(parameters)} none={t('models.no_settings')} />
        {Object.keys(metrics).length > 0 && (
          <>
            <Text size="sm" fw={500}>
              {t('models.claims')}
            </Text>
            <Pairs
              pairs={Object.entries(metrics).map(([name, value]) => [name, String(Number(value.toPrecision(5)))])}
            />
          </>
        )}
        {(program ?? words.length > 0) && (
          <Code block style={{whiteSpace: 'pre-wrap'}}>
            {[program ?? '', ...words].join(' ').trim()}
          </Code>
        )}
      </Stack>
    </Paper>
  );
}

function Pairs({pairs, none}: {pairs: [string, string][]; none?: string}) {
  if (pairs.length === 0) return none ? <Text size="sm">{none}</Text> : null;
  return (
    <Table fz="sm" withRowBorders={false} verticalSpacing={2}>
      <Table.Tbody>
        {pairs.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Td c="dimmed" w="50%">
              {name}
            </Table.Td>
            <Table.Td ff="monospace" style={{overflowWrap: 'anywhere'}}>
              {value.length > 24 ? `${value.slice(0, 20)}…` : value}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Files({version}: {version: Version}) {
  const {t, i18n} = useTranslation();
  const content = `/api/v1/models/${version.model_id}/versions/${version.number}/files/content`;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t(version.signature ? 'models.files' : 'models.plain_files')}
        </Title>
        <Table fz="sm" withRowBorders={false}>
          <Table.Tbody>
            {version.files.map((file) => (
              <Table.Tr key={file.path}>
                <Table.Td>
                  <Anchor href={`${content}?${new URLSearchParams({path: file.path}).toString()}`} download fz="sm">
                    {file.path}
                  </Anchor>
                </Table.Td>
                <Table.Td ta="right">{bytes(file.size_bytes, i18n.language)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
    </Paper>
  );
}
