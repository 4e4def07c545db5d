import {Anchor, Button, Card, Group, Modal, SimpleGrid, Stack, Text, TextInput, Textarea} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {IconDatabase, IconPlus} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link, useNavigate} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {EmptyNote} from '../../components/EmptyNote';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {moment} from '../../components/format';
import {PageFrame} from '../../components/PageFrame';

export default function DatasetsPage() {
  const {t, i18n} = useTranslation();
  const {projectId, may} = useProject();
  const [making, setMaking] = useState(false);
  const datasets = useQuery({
    queryKey: ['datasets', projectId],
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/datasets', {
          params: {path: {project: projectId}, query: {limit: 100}},
        }),
      ),
  });
  const make = may('DATA_WRITE') && (
    <Button onClick={() => setMaking(true)} leftSection={<IconPlus size={18} aria-hidden />}>
      {t('data.new')}
    </Button>
  );
  return (
    <PageFrame title={t('common.data')} lead={t('data.lead')} actions={make}>
      <Fetched query={datasets}>
        {({items}) =>
          items.length === 0 ? (
            <EmptyNote Icon={IconDatabase} text={t('data.empty')}>
              {make}
            </EmptyNote>
          ) : (
            <SimpleGrid cols={{base: 1, sm: 2, lg: 3}}>
              {items.map((dataset) => (
                <Card key={dataset.id} withBorder padding="md">
                  <Stack gap={6}>
                    <Group justify="space-between" wrap="nowrap">
                      <Anchor component={Link} to={`/data/${dataset.id}`} fw={600}>
                        {dataset.name}
                      </Anchor>
                      <Text size="sm" c="dimmed">
                        {dataset.latest_version
                          ? t('data.version_n', {n: dataset.latest_version})
                          : t('data.no_version')}
                      </Text>
                    </Group>
                    <Text size="sm" lineClamp={3}>
                      {dataset.description}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {dataset.created_by} · {moment(dataset.created_at, i18n.language)}
                    </Text>
                  </Stack>
                </Card>
              ))}
            </SimpleGrid>
          )
        }
      </Fetched>
      <NewDataset opened={making} close={() => setMaking(false)} />
    </PageFrame>
  );
}

function NewDataset({opened, close}: {opened: boolean; close: () => void}) {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({initialValues: {name: '', description: ''}});
  const make = useMutation({
    mutationFn: (body: {name: string; description: string}) =>
      ok(client.POST('/api/v1/projects/{project}/datasets', {params: {path: {project: projectId}}, body})),
    onSuccess: async (dataset) => {
      await queries.invalidateQueries({queryKey: ['datasets']});
      await navigate(`/data/${dataset.id}`);
    },
  });
  return (
    <Modal opened={opened} onClose={close} title={t('data.new')} centered>
      <form onSubmit={form.onSubmit((values) => make.mutate(values))}>
        <Stack>
          <TextInput data-autofocus label={t('data.name')} required {...form.getInputProps('name')} />
          <Textarea label={t('data.description')} autosize minRows={3} {...form.getInputProps('description')} />
          {make.isError && <ErrorNote error={make.error} />}
          <Button type="submit" loading={make.isPending}>
            {t('data.make')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
