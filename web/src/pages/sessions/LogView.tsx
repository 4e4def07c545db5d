import {Alert, Box, Checkbox, Code, ScrollArea, Text} from '@mantine/core';
import {useEffect, useRef, useState} from 'react';
import {useTranslation} from 'react-i18next';

interface Chunk {
  number: number;
  text: string;
}

/** So much of a long log is kept on the page; the whole comes from the command line. */
const CHARACTERS_MOST = 400_000;

interface Log {
  /** The number of the last chunk; one that comes again is left out. */
  last: number;
  text: string;
  cut: boolean;
}

function grown(log: Log, chunk: Chunk): Log {
  if (chunk.number <= log.last) return log;
  const whole = log.text + chunk.text;
  const cut = whole.length > CHARACTERS_MOST;
  return {last: chunk.number, text: cut ? whole.slice(-CHARACTERS_MOST) : whole, cut: log.cut || cut};
}

/** The program's words as they come. A cut line is taken up again after the last chunk at hand. */
export function LogView({id, over}: {id: string; over: boolean}) {
  const {t} = useTranslation();
  const [{text, cut}, setLog] = useState<Log>({last: 0, text: '', cut: false});
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const source = new EventSource(`/api/v1/sessions/${id}/logs/stream`);
    source.addEventListener('log', (event: MessageEvent<string>) => {
      const chunk = JSON.parse(event.data) as Chunk;
      setLog((log) => grown(log, chunk));
    });
    source.addEventListener('end', () => source.close());
    return () => source.close();
  }, [id]);

  // The box alone: the page stays where its reader has put it.
  useEffect(() => {
    if (follow) box.current?.scrollTo({top: box.current.scrollHeight});
  }, [text, follow]);

  return (
    <>
      {cut && (
        <Alert color="gray">
          <Code>./dure logs {id}</Code>
        </Alert>
      )}
      <ScrollArea.Autosize mah={420} type="auto" offsetScrollbars viewportRef={box} viewportProps={{tabIndex: 0}}>
        <Box className="log" role="log" aria-live="off" aria-label={t('sessions.log')} mih={120}>
          {text || <Text c="dimmed">{t('sessions.log_empty')}</Text>}
        </Box>
      </ScrollArea.Autosize>
      {!over && (
        <Checkbox
          size="xs"
          label={t('sessions.log_follow')}
          checked={follow}
          onChange={(event) => setFollow(event.currentTarget.checked)}
        />
      )}
    </>
  );
}
