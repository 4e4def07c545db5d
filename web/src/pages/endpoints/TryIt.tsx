import {Alert, Button, Checkbox, FileButton, Group, Paper, Progress, Stack, Text, Title} from '@mantine/core';
import {useMutation, useQuery} from '@tanstack/react-query';
import {useEffect, useRef, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {percent} from '../../components/format';
import {ask, type Answer} from './asking';
import {Correction} from './Correction';
import {DrawingBoard, type Board} from './DrawingBoard';
import {fromDrawing, fromFile, show, type Samples} from './picture';

/** A person draws or drops a picture and sees what the live version makes of it. */
export function TryIt({endpoint}: {endpoint: Schema<'Endpoint'>}) {
  const {t} = useTranslation();
  const {live} = endpoint;
  const version = useQuery({
    queryKey: ['version', live?.version_id],
    enabled: Boolean(live),
    queryFn: () =>
      ok(
        client.GET('/api/v1/models/{id}/versions/{number}', {
          params: {path: {id: live?.model_id ?? '', number: live?.model_version ?? 0}},
        }),
      ),
  });
  const signature = version.data?.signature;
  if (!signature?.image) return null;
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('endpoints.try')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('endpoints.try_lead')}
        </Text>
        <Trial endpoint={endpoint} signature={signature} image={signature.image} />
      </Stack>
    </Paper>
  );
}

interface TrialProps {
  endpoint: Schema<'Endpoint'>;
  signature: NonNullable<Schema<'ModelSignature'>>;
  image: NonNullable<NonNullable<Schema<'ModelSignature'>>['image']>;
}

function Trial({endpoint, signature, image}: TrialProps) {
  const {t} = useTranslation();
  const board = useRef<Board>(null);
  const [samples, setSamples] = useState<Samples | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [invert, setInvert] = useState(false);
  const [consent, setConsent] = useState(false);
  const asked = useMutation({
    mutationFn: (sent: Samples) => ask(endpoint, signature, sent, consent ? t('endpoints.purpose') : null),
  });
  const take = useMutation({
    mutationFn: ({from, inverted}: {from: File; inverted: boolean}) => fromFile(from, image, inverted),
    onSuccess: setSamples,
  });
  const clear = () => {
    board.current?.clear();
    setSamples(null);
    setFile(null);
    asked.reset();
  };

  return (
    <Group align="flex-start" gap="xl">
      <Stack gap="xs">
        <DrawingBoard
          ref={board}
          label={t('endpoints.canvas')}
          onDrawn={(canvas) => {
            setFile(null);
            setSamples(fromDrawing(canvas, image));
          }}
          onDropped={(dropped) => {
            setFile(dropped);
            take.mutate({from: dropped, inverted: invert});
          }}
        />
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={clear}>
            {t('endpoints.clear')}
          </Button>
          <FileButton
            accept="image/*"
            onChange={(chosen) => {
              setFile(chosen);
              if (chosen) take.mutate({from: chosen, inverted: invert});
            }}
          >
            {(props) => (
              <Button size="xs" variant="default" {...props}>
                {t('endpoints.picture')}
              </Button>
            )}
          </FileButton>
        </Group>
        {file && (
          <Checkbox
            size="xs"
            label={t('endpoints.invert')}
            checked={invert}
            onChange={(event) => {
              setInvert(event.currentTarget.checked);
              take.mutate({from: file, inverted: event.currentTarget.checked});
            }}
          />
        )}
      </Stack>
      <Stack gap="xs" w={130}>
        <Text size="sm">{t('endpoints.sent_as')}</Text>
        <Preview samples={samples} />
      </Stack>
      <Stack gap="sm" style={{flex: 1, minWidth: 260}}>
        <Checkbox
          label={t('endpoints.consent')}
          checked={consent}
          onChange={(event) => setConsent(event.currentTarget.checked)}
        />
        <Button
          disabled={!samples}
          loading={asked.isPending}
          onClick={() => {
            if (samples) asked.mutate(samples);
          }}
          style={{alignSelf: 'flex-start'}}
        >
          {t('endpoints.predict')}
        </Button>
        {take.isError && <Alert color="red">{take.error.message}</Alert>}
        {asked.isError && <ErrorOf error={asked.error} />}
        {asked.data && (
          <>
            <Scores answer={asked.data} labels={signature.labels} />
            <Correction endpointId={endpoint.id} answer={asked.data} labels={signature.labels} />
          </>
        )}
      </Stack>
    </Group>
  );
}

/** The endpoint's own words where it said any. */
function ErrorOf({error}: {error: Error}) {
  return error.name === 'Error' ? (
    <Alert color="red" role="alert">
      {error.message}
    </Alert>
  ) : (
    <ErrorNote error={error} />
  );
}

function Preview({samples}: {samples: Samples | null}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const {t} = useTranslation();
  useEffect(() => {
    if (samples && canvas.current) show(samples, canvas.current);
  }, [samples]);
  return (
    <canvas
      ref={canvas}
      className="pixelated"
      role="img"
      aria-label={t('endpoints.sent_as')}
      style={{width: 112, height: 112, background: 'black', borderRadius: 8, opacity: samples ? 1 : 0.2}}
    />
  );
}

function Scores({answer, labels}: {answer: Answer; labels: string[]}) {
  const {t, i18n} = useTranslation();
  const best = answer.scores.indexOf(Math.max(...answer.scores));
  return (
    <Stack gap={4} role="status">
      <Text fw={600} size="lg">
        {t('endpoints.answer_of', {
          label: labels[best],
          share: percent(answer.scores[best] ?? 0, i18n.language),
        })}
      </Text>
      {labels.map((label, place) => (
        <Group key={label} gap="xs" wrap="nowrap">
          <Text size="sm" w={90} truncate ta="right">
            {label}
          </Text>
          <Progress
            value={100 * (answer.scores[place] ?? 0)}
            color={place === best ? 'lake' : 'gray'}
            style={{flex: 1}}
            aria-label={label}
          />
          <Text size="sm" w={60} ta="right" ff="monospace">
            {percent(answer.scores[place] ?? 0, i18n.language)}
          </Text>
        </Group>
      ))}
      <Text size="xs" c="dimmed">
        {t('endpoints.took', {ms: answer.milliseconds.toFixed(0), version: answer.version})}
      </Text>
    </Stack>
  );
}
