import {Alert, Anchor, Select, SimpleGrid, Slider, Stack, Text} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {imageAt, imagesOf, type StepImage} from '../runs/artifacts';
import {visible} from '../runs/cells';
import {useImage} from '../runs/useBlob';
import type {Row} from './useCompared';

/** As many runs as can be looked at side by side. */
const RUNS_MOST = 12;

/** The pictures that runs have logged, side by side at one step: of the first runs that have any. */
export function ImageSteps({runs}: {runs: Row[]}) {
  const ids = runs.map((row) => row.id);
  const found = useQuery({
    queryKey: ['images', ids],
    staleTime: 30_000,
    queryFn: ({signal}) =>
      ok(client.POST('/api/v1/runs/images', {body: {query: {runs: ids, view: 'ALL'}, limit: RUNS_MOST}, signal})),
  });
  return (
    <Fetched query={found}>
      {({items, runs: all}) => <Steps runs={runs} items={items} all={all} />}
    </Fetched>
  );
}

function Steps({runs, items, all}: {runs: Row[]; items: Schema<'RunImages'>['items']; all: number}) {
  const {t} = useTranslation();
  const shown = items.flatMap((item) => runs.find((row) => row.id === item.run_id) ?? []);
  const images = items.map((item) => imagesOf(item.paths));
  const keys = [...new Set(images.flat().map((image) => image.key))].sort();
  const [chosen, setChosen] = useState<string | null>(null);
  const [place, setPlace] = useState<number | null>(null);
  const key = chosen !== null && keys.includes(chosen) ? chosen : keys[0];
  const steps = [...new Set(images.flat().filter((image) => image.key === key).flatMap((image) => image.step ?? []))].sort((one, other) => one - other);
  const at = Math.min(place ?? steps.length - 1, steps.length - 1);
  const step = steps[at] ?? 0;
  if (key === undefined) return <Text size="sm">{t('compare.no_images')}</Text>;
  return (
    <Stack gap="md">
      {all > items.length && <Alert color="gray">{t('compare.images_most', {n: items.length, all})}</Alert>}
      <Select
        label={t('compare.image')}
        data={keys.map((value) => ({value, label: visible(value)}))}
        value={key}
        onChange={setChosen}
        allowDeselect={false}
        searchable
        limit={200}
        w={320}
        size="xs"
      />
      {steps.length > 1 && (
        <Stack gap={2} maw={520}>
          <Text size="sm">{t('compare.at_step', {step})}</Text>
          <Slider
            min={0} max={steps.length - 1} step={1} value={at} onChange={setPlace} label={null} thumbLabel={t('common.step')}
          />
        </Stack>
      )}
      <SimpleGrid cols={{base: 1, sm: 2, md: 3, xl: 4}}>
        {shown.map((row, run) => (
          <Picture key={row.id} row={row} image={imageAt(images[run] ?? [], key, step)} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function Picture({row, image}: {row: Row; image: StepImage | null}) {
  const {t} = useTranslation();
  const {address, error} = useImage(row.id, image?.path ?? null);
  const name = visible(row.name);
  return (
    <Stack gap={4}>
      <Anchor component={Link} to={`/runs/${row.id}`} fz="sm">
        {name}
      </Anchor>
      {image === null || error ? (
        <Text size="sm" c="dimmed">
          {t(error ? 'common.failed' : 'compare.no_image')}
        </Text>
      ) : (
        address && <img src={address} alt={t('compare.image_of', {image: visible(image.key), run: name})} className="compare-image" />
      )}
      {image?.step != null && (
        <Text size="xs" c="dimmed">
          {t('compare.at_step', {step: image.step})}
        </Text>
      )}
    </Stack>
  );
}
