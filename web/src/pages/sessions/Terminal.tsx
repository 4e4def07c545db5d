import {Alert, Box, Button, Stack} from '@mantine/core';
import {FitAddon} from '@xterm/addon-fit';
import {Terminal as Screen} from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import {useEffect, useRef, useState} from 'react';
import {useTranslation} from 'react-i18next';

type Link = 'opening' | 'open' | 'ended';

/** Connects the screen to a shell inside the session; answers how to end it. */
function connect(id: string, screen: Screen, fit: FitAddon, told: (link: Link, why: string) => void) {
  fit.fit();
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  const size = `columns=${screen.cols}&rows=${screen.rows}`;
  const socket = new WebSocket(`${scheme}://${window.location.host}/api/v1/sessions/${id}/terminal?${size}`);
  socket.binaryType = 'arraybuffer';
  const bytes = new TextEncoder();
  const typed = screen.onData((text) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(bytes.encode(text));
  });
  const resized = screen.onResize(({cols, rows}) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({columns: cols, rows}));
  });
  socket.onopen = () => {
    told('open', '');
    screen.focus();
  };
  socket.onmessage = (event: MessageEvent<ArrayBuffer>) => screen.write(new Uint8Array(event.data));
  socket.onclose = (event) => told('ended', event.reason);
  return () => {
    typed.dispose();
    resized.dispose();
    socket.onclose = null;
    socket.close();
  };
}

/** A terminal inside an interactive session. Its shell ends when the page is left. */
export default function Terminal({id}: {id: string}) {
  const {t} = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<{link: Link; why: string}>({link: 'opening', why: ''});
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const screen = new Screen({fontSize: 14, cursorBlink: true, screenReaderMode: true, scrollback: 5000});
    const fit = new FitAddon();
    screen.loadAddon(fit);
    screen.open(element);
    const end = connect(id, screen, fit, (link, why) => setState({link, why}));
    const observer = new ResizeObserver(() => fit.fit());
    observer.observe(element);
    return () => {
      observer.disconnect();
      end();
      screen.dispose();
    };
  }, [id, turn]);
  return (
    <Stack gap="xs">
      <Box ref={place} h={380} bg="black" p="xs" role="group" aria-label={t('sessions.terminal')} />
      {state.link === 'opening' && <Alert role="status">{t('sessions.terminal_opening')}</Alert>}
      {state.link === 'ended' && (
        <Alert color="gray" role="status">
          {t('sessions.terminal_ended')} {state.why}
          <Button
            variant="light"
            size="xs"
            ml="sm"
            onClick={() => {
              setState({link: 'opening', why: ''});
              setTurn(turn + 1);
            }}
          >
            {t('sessions.terminal_again')}
          </Button>
        </Alert>
      )}
    </Stack>
  );
}
