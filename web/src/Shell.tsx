import {
  ActionIcon, Anchor, AppShell, Burger, Center, Group, Loader, NavLink, Select, Title, Tooltip, useMantineColorScheme,
} from '@mantine/core';
import {useDisclosure, useLocalStorage} from '@mantine/hooks';
import {
  IconChartLine, IconDatabase, IconLogout, IconMoonStars, IconPlayerPlay, IconRefresh, IconRocket, IconServer2, IconTargetArrow,
  IconTrophy, IconUsers, IconZoomScan,
} from '@tabler/icons-react';
import {Suspense, useMemo, type ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {Link, useLocation, useNavigate} from 'react-router';
import {client, ok} from './api/client';
import {ProjectScope, type Me} from './api/session';
import {EmptyNote} from './components/EmptyNote';
import {LanguageChoice} from './components/LanguageChoice';

const STATIONS = [
  {path: '/', text: 'common.home', Icon: IconRefresh},
  {path: '/data', text: 'common.data', Icon: IconDatabase},
  {path: '/problems', text: 'common.problems', Icon: IconTargetArrow},
  {path: '/sessions', text: 'common.sessions', Icon: IconPlayerPlay},
  {path: '/sweeps', text: 'common.sweeps', Icon: IconZoomScan},
  {path: '/room', text: 'common.room', Icon: IconServer2},
  {path: '/runs', text: 'common.runs', Icon: IconChartLine},
  {path: '/models', text: 'common.models', Icon: IconTrophy},
  {path: '/endpoints', text: 'common.endpoints', Icon: IconRocket},
  {path: '/people', text: 'common.people', Icon: IconUsers},
] as const;

/** The frame around every page: where one is, in which project, as whom. */
export function Shell({me, children}: {me: Me; children: ReactNode}) {
  const {t} = useTranslation();
  const [opened, {toggle, close}] = useDisclosure();
  // Not in step with other windows: each may show another project's things.
  const [kept, keep] = useLocalStorage({key: 'dure.project', defaultValue: '', sync: false, getInitialValueInEffect: false});
  const project = me.projects.find((each) => each.project_id === kept) ?? me.projects[0];
  const scope = useMemo(
    () =>
      project && {
        me,
        projectId: project.project_id,
        projectName: project.project_name,
        may: (permission: Me['projects'][number]['permissions'][number]) => project.permissions.includes(permission),
        choose: keep,
      },
    [me, project, keep],
  );

  return (
    <AppShell
      header={{height: 56}}
      navbar={{width: 220, breakpoint: 'sm', collapsed: {mobile: !opened}}}
      padding={{base: 'md', md: 'xl'}}
    >
      <a href="#content" className="skip-link">
        {t('common.skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('common.navigation')} />
            <img src="/dure.svg" alt="" width={28} height={28} />
            <Title order={1} size="h4" visibleFrom="xs">
              Dure
            </Title>
          </Group>
          <Tools me={me} projectId={project?.project_id ?? null} keep={keep} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={t('common.navigation')}>
        <Stations close={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {scope ? (
          <ProjectScope value={scope}>
            <Suspense
              fallback={
                <Center h={240}>
                  <Loader aria-label={t('common.loading')} />
                </Center>
              }
            >
              {children}
            </Suspense>
          </ProjectScope>
        ) : (
          <EmptyNote Icon={IconUsers} text={t('common.no_project')} />
        )}
      </AppShell.Main>
    </AppShell>
  );
}

function Stations({close}: {close: () => void}) {
  const {t} = useTranslation();
  const {pathname} = useLocation();
  return STATIONS.map(({path, text, Icon}) => {
    const active = path === '/' ? pathname === '/' : pathname.startsWith(path);
    return (
      <NavLink
        key={path}
        component={Link}
        to={path}
        label={t(text)}
        leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
        active={active}
        aria-current={active ? 'page' : undefined}
        onClick={close}
        style={{borderRadius: 8}}
      />
    );
  });
}

function Tools({me, projectId, keep}: {me: Me; projectId: string | null; keep: (id: string) => void}) {
  const {t} = useTranslation();
  const {pathname} = useLocation();
  const navigate = useNavigate();
  // What the address names is of the project that is left: its station shows the new one's things.
  const choose = (id: string) => {
    keep(id);
    void navigate(`/${pathname.split('/')[1] ?? ''}`);
  };
  const {toggleColorScheme} = useMantineColorScheme();
  const signOut = async () => {
    await ok(client.POST('/api/v1/sign-out'));
    // A fresh page holds nothing that was fetched for the person who has left.
    window.location.assign('/');
  };
  return (
    <Group gap="xs" wrap="nowrap">
      <Select
        aria-label={t('common.project')}
        data={me.projects.map((project) => ({value: project.project_id, label: project.project_name}))}
        value={projectId}
        onChange={(id) => {
          if (id) choose(id);
        }}
        allowDeselect={false}
        size="xs"
        w={150}
      />
      <LanguageChoice />
      <Tooltip label={t('common.theme')}>
        <ActionIcon variant="subtle" color="gray" onClick={() => toggleColorScheme()} aria-label={t('common.theme')}>
          <IconMoonStars size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Anchor component={Link} to="/people?tab=own" size="sm" c="dimmed" visibleFrom="md">
        {me.name}
      </Anchor>
      <Tooltip label={t('common.sign_out')}>
        <ActionIcon variant="subtle" color="gray" onClick={() => void signOut()} aria-label={t('common.sign_out')}>
          <IconLogout size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
