import {Alert, Anchor, Button, Select, Stack, Text, TextInput} from '@mantine/core';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link, useNavigate} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {count} from '../../components/format';

/** Names what is to be learned and the hidden part that judges. */
export function NewProblem() {
  const {t, i18n} = useTranslation();
  const {projectId} = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [dataset, setDataset] = useState<string | null>(null);
  const [version, setVersion] = useState<string | null>(null);
  const datasets = useQuery({
    queryKey: ['datasets', projectId],
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/datasets', {params: {path: {project: projectId}, query: {limit: 100}}}),
      ),
  });
  const shownDataset = dataset ?? (datasets.data?.items.length === 1 ? (datasets.data.items[0]?.id ?? null) : null);
  const versions = useQuery({
    queryKey: ['dataset', shownDataset, 'versions'],
    enabled: shownDataset !== null,
    queryFn: () =>
      ok(
        client.GET('/api/v1/datasets/{id}/versions', {params: {path: {id: shownDataset ?? ''}, query: {limit: 100}}}),
      ),
  });
  const judging = (versions.data?.items ?? []).flatMap((each) => {
    const hidden = each.parts.find((part) => part.hidden && part.files > 0);
    return hidden ? [{number: each.number, files: hidden.files}] : [];
  });
  const judge = judging.find((each) => String(each.number) === version) ?? judging[0];
  const make = useMutation({
    mutationFn: (judge: {dataset_id: string; version: number}) =>
      ok(
        client.POST('/api/v1/projects/{project}/problems', {
          params: {path: {project: projectId}},
          body: {name, ...judge},
        }),
      ),
    onSuccess: async (problem) => {
      await queries.invalidateQueries({queryKey: ['problems']});
      await navigate(`/problems/${problem.id}`);
    },
  });

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (shownDataset && judge) make.mutate({dataset_id: shownDataset, version: judge.number});
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          label={t('problems.name')}
          description={t('problems.name_help')}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Text size="sm">{t('problems.task_fixed')}</Text>
        <Select
          label={t('problems.dataset')}
          required
          data={datasets.data?.items.map((each) => ({value: each.id, label: each.name})) ?? []}
          value={shownDataset}
          onChange={(value) => {
            setDataset(value);
            setVersion(null);
          }}
        />
        <Select
          label={t('problems.judged_by')}
          description={t('problems.judged_by_help')}
          required
          disabled={judging.length === 0}
          data={judging.map((each) => ({
            value: String(each.number),
            label: t('problems.hidden_of', {n: each.number, files: count(each.files, i18n.language)}),
          }))}
          value={judge ? String(judge.number) : null}
          onChange={setVersion}
        />
        {versions.isSuccess && judging.length === 0 && (
          <Alert color="orange">
            {t('problems.no_hidden')}{' '}
            <Anchor component={Link} to={`/data/${shownDataset ?? ''}`} fz="sm">
              {t('problems.to_dataset')}
            </Anchor>
          </Alert>
        )}
        {make.isError && <ErrorNote error={make.error} />}
        <Button type="submit" loading={make.isPending} disabled={!judge}>
          {t('problems.make')}
        </Button>
      </Stack>
    </form>
  );
}
