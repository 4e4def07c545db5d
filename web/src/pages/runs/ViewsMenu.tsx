import {ActionIcon, Button, Checkbox, Group, Menu, Modal, Stack, Text, TextInput, Tooltip} from '@mantine/core';
import {useDisclosure} from '@mantine/hooks';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {IconBookmark, IconTrash, IconUsers} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useNavigate} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {visible} from './cells';

interface Props {
  page: Schema<'SavedViewKind'>;
  /** The page's own address. */
  path: string;
  /** What it shows now, as its address says it. */
  current: () => string;
}

/** Views kept by name: opened, saved, shared with the project, deleted. */
export function ViewsMenu({page, path, current}: Props) {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [saving, {open, close}] = useDisclosure();
  const views = useQuery({
    queryKey: ['saved-views', projectId],
    queryFn: () =>
      ok(client.GET('/api/v1/projects/{project}/saved-views', {params: {path: {project: projectId}}})),
  });
  const remove = useMutation({
    mutationFn: (id: string) => ok(client.DELETE('/api/v1/saved-views/{id}', {params: {path: {id}}})),
    onSuccess: () => cache.invalidateQueries({queryKey: ['saved-views']}),
  });
  const items = views.data?.items.filter((view) => view.page === page) ?? [];
  return (
    <>
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />}>
            {t('runs.views')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={400} style={{overflowY: 'auto'}}>
          <Menu.Item onClick={open}>{t('runs.view_save')}</Menu.Item>
          {items.length > 0 && <Menu.Divider />}
          {items.map((view) => (
            <Group key={view.id} gap={4} wrap="nowrap">
              <Menu.Item
                style={{flex: 1, minWidth: 0}}
                onClick={() => void navigate(`${path}?${view.query}`)}
                rightSection={
                  view.shared && (
                    <Tooltip label={t('runs.view_of', {owner: view.owner})}>
                      <IconUsers size={14} aria-label={t('runs.view_of', {owner: view.owner})} role="img" />
                    </Tooltip>
                  )
                }
              >
                {visible(view.name)}
              </Menu.Item>
              {view.mine && (
                <ActionIcon
                  variant="subtle"
                  color="red"
                  size="sm"
                  aria-label={`${t('common.delete')}: ${visible(view.name)}`}
                  onClick={() => remove.mutate(view.id)}
                >
                  <IconTrash size={14} aria-hidden />
                </ActionIcon>
              )}
            </Group>
          ))}
          {items.length === 0 && (
            <Text size="xs" c="dimmed" p="xs">
              {t('runs.views_none')}
            </Text>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={saving} onClose={close} title={t('runs.view_save')} closeButtonProps={{'aria-label': t('common.close')}}>
        <Save page={page} query={current()} close={close} />
      </Modal>
    </>
  );
}

function Save({page, query, close}: {page: Schema<'SavedViewKind'>; query: string; close: () => void}) {
  const {t} = useTranslation();
  const {projectId, may} = useProject();
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      ok(
        client.POST('/api/v1/projects/{project}/saved-views', {
          params: {path: {project: projectId}},
          body: {page, name, query, shared},
        }),
      ),
    onSuccess: async () => {
      await cache.invalidateQueries({queryKey: ['saved-views']});
      close();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('runs.view_lead')}
        </Text>
        <TextInput label={t('common.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
        {may('TRACKING_WRITE') && (
          <Checkbox
            label={t('runs.view_share')}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        {save.isError && <ErrorNote error={save.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
