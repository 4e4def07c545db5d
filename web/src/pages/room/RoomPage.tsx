import {Tabs} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {useSearchParams} from 'react-router';
import {PageFrame} from '../../components/PageFrame';
import {PoolsPanel} from '../pools/PoolsPanel';
import {History} from './History';
import {Nodes} from './Nodes';
import {Queue} from './Queue';
import {Rules} from './Rules';
import {Scheduling} from './Scheduling';
import {Shares} from './Shares';
import {UsagePanel} from './UsagePanel';
import {useRoom} from './useRoom';

const TABS = ['now', 'history', 'usage', 'shares', 'pools', 'scheduling', 'rules'] as const;

/** The room at a glance: who holds what, who waits until when, what was used, and by which rules. */
export default function RoomPage() {
  const {t} = useTranslation();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('tab');
  const tab = TABS.find((each) => each === asked) ?? 'now';
  return (
    <PageFrame title={t('room.title')} lead={t('room.lead')}>
      <Tabs
        value={tab}
        onChange={(next) => setSearch(next === 'now' || !next ? {} : {tab: next}, {replace: true})}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`room.tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="now">
          <Now />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <History />
        </Tabs.Panel>
        <Tabs.Panel value="usage">
          <UsagePanel />
        </Tabs.Panel>
        <Tabs.Panel value="shares">
          <Shares />
        </Tabs.Panel>
        <Tabs.Panel value="pools">
          <PoolsPanel />
        </Tabs.Panel>
        <Tabs.Panel value="scheduling">
          <Scheduling />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <Rules />
        </Tabs.Panel>
      </Tabs>
    </PageFrame>
  );
}

function Now() {
  const room = useRoom();
  return (
    <>
      <Nodes room={room} />
      <Queue room={room} />
    </>
  );
}
