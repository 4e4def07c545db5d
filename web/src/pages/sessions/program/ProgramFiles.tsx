import {Alert, Badge, Button, Collapse, Group, Loader, ScrollArea, Stack, Text, UnstyledButton} from '@mantine/core';
import {Dropzone} from '@mantine/dropzone';
import {useDisclosure} from '@mantine/hooks';
import {IconFileZip, IconFolder, IconUpload, IconX} from '@tabler/icons-react';
import {useRef, useState, type ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {bytes, count} from '../../../components/format';
import {dropped, TooManyFiles} from '../../../components/files';
import {FolderButton} from '../../../components/FolderButton';
import {isTool, pick, type Picked} from './picking';

interface Props {
  picked: Picked | null;
  choose: (picked: Picked | null) => void;
  error: ReactNode;
}

const SHOWN_MOST = 500;

/** The files of a program: dropped or chosen, and then what of them is taken and what stays away. */
export function ProgramFiles({picked, choose, error}: Props) {
  return (
    <Stack gap="xs" data-path="files" tabIndex={-1} style={{outline: 'none'}}>
      {picked ? <Chosen picked={picked} remove={() => choose(null)} /> : <Choose choose={choose} />}
      {error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </Stack>
  );
}

function Choose({choose}: {choose: (picked: Picked) => void}) {
  const {t} = useTranslation();
  const open = useRef<() => void>(null);
  const skipped = useRef(new Set<string>());
  const [reading, setReading] = useState(false);
  const [failure, setFailure] = useState<'too_many' | 'unreadable' | null>(null);

  const read = async <T,>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    setReading(true);
    setFailure(null);
    try {
      return await work();
    } catch (error) {
      setFailure(error instanceof TooManyFiles ? 'too_many' : 'unreadable');
      return otherwise;
    } finally {
      setReading(false);
    }
  };
  const take = async (files: File[]) => {
    const picked = await read(() => pick(files, [...skipped.current]), null);
    if (picked && (files.length > 0 || skipped.current.size > 0)) choose(picked);
    skipped.current.clear();
  };
  const filesOf = (event: unknown): Promise<(File | DataTransferItem)[]> => {
    const {type, dataTransfer, target} = event as {type: string; dataTransfer?: DataTransfer; target?: HTMLInputElement};
    if (!dataTransfer) return Promise.resolve([...(target?.files ?? [])]);
    if (type !== 'drop') return Promise.resolve([...dataTransfer.items]);
    return read(() => dropped(dataTransfer.items, isTool, (name) => skipped.current.add(name)), []);
  };
  return (
    <>
      <Dropzone
        onDrop={() => undefined}
        onDropAny={(files) => void take(files)}
        getFilesFromEvent={filesOf}
        openRef={open}
        activateOnClick={false}
        activateOnKeyboard={false}
        enablePointerEvents
        inputProps={{'aria-label': t('programs.choose_files')}}
      >
        <Stack align="center" gap="sm" py="sm" aria-busy={reading}>
          <Group justify="center" gap="sm">
            <IconUpload size={28} stroke={1.5} aria-hidden />
            <Text size="sm" maw={560}>
              {t('programs.drop')}
            </Text>
          </Group>
          <Group justify="center">
            <FolderButton text={t('programs.choose_folder')} disabled={reading} onChoose={(files) => void take(files)} />
            <Button variant="default" disabled={reading} onClick={() => open.current?.()}>
              {t('programs.choose_files')}
            </Button>
          </Group>
          <Group gap="xs" role="status" mih={20}>
            {reading && <Loader size="xs" aria-hidden />}
            {reading && <Text size="sm">{t('programs.reading')}</Text>}
          </Group>
        </Stack>
      </Dropzone>
      {failure && (
        <Alert color="red" variant="light" role="alert">
          {t(`programs.${failure}`)}
        </Alert>
      )}
    </>
  );
}

function Chosen({picked, remove}: {picked: Picked; remove: () => void}) {
  const {t, i18n} = useTranslation();
  const [open, {toggle}] = useDisclosure(false);
  const {archive, folder, files} = picked;
  const Icon = archive ? IconFileZip : IconFolder;
  const size = bytes(picked.bytes, i18n.language);
  return (
    <Stack gap="xs" p="sm" className="chosen-files">
      <Group justify="space-between" wrap="nowrap">
        <Group gap="xs" role="status" style={{minWidth: 0}}>
          <Icon size={22} stroke={1.5} aria-hidden />
          <Text fw={600} style={{overflowWrap: 'anywhere'}}>
            {archive?.name ?? folder ?? t('programs.single_files')}
          </Text>
          <Text size="sm">
            {archive
              ? t('programs.archive_of', {size})
              : t('programs.taken', {count: files.length, files: count(files.length, i18n.language), size})}
          </Text>
        </Group>
        <Button variant="subtle" size="xs" leftSection={<IconX size={14} aria-hidden />} onClick={remove}>
          {t('programs.choose_others')}
        </Button>
      </Group>
      {archive && (
        <Text size="sm" c="dimmed">
          {t('programs.archive_lead')}
        </Text>
      )}
      <LeftOut picked={picked} />
      {files.length > 0 && (
        <>
          <UnstyledButton onClick={toggle} aria-expanded={open} style={{alignSelf: 'flex-start'}}>
            <Text size="sm" c="lake">
              {t(open ? 'programs.hide_files' : 'programs.show_files')}
            </Text>
          </UnstyledButton>
          <Collapse expanded={open}>
            <ScrollArea.Autosize mah={240} type="auto" viewportProps={{tabIndex: 0, 'aria-label': t('programs.files')}}>
              <Stack gap={2}>
                {files.slice(0, SHOWN_MOST).map(({path, file}) => (
                  <Group key={path} justify="space-between" wrap="nowrap" pr="md">
                    <Text size="sm" ff="monospace" style={{wordBreak: 'break-all'}}>
                      {path}
                    </Text>
                    <Text size="xs" c="dimmed" style={{whiteSpace: 'nowrap'}}>
                      {bytes(file.size, i18n.language)}
                    </Text>
                  </Group>
                ))}
                {files.length > SHOWN_MOST && (
                  <Text size="sm" c="dimmed">
                    {t('programs.more_files', {count: files.length - SHOWN_MOST})}
                  </Text>
                )}
              </Stack>
            </ScrollArea.Autosize>
          </Collapse>
        </>
      )}
    </Stack>
  );
}

function LeftOut({picked}: {picked: Picked}) {
  const {t} = useTranslation();
  if (picked.tools.length === 0 && picked.ignored.length === 0) return null;
  return (
    <Group gap={6}>
      <Text size="sm" c="dimmed">
        {t('programs.left_out')}
      </Text>
      {picked.tools.map((name) => (
        <Badge key={name} variant="default" tt="none" ff="monospace" fw={400}>
          {name}
        </Badge>
      ))}
      {picked.ignored.map(({by, files}) => (
        <Badge key={by} variant="default" tt="none" fw={400}>
          {t('programs.ignored', {count: files, by})}
        </Badge>
      ))}
    </Group>
  );
}
