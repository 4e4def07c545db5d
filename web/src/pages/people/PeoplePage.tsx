import {Stack, Tabs} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {useSearchParams} from 'react-router';
import {useProject} from '../../api/session';
import {PageFrame} from '../../components/PageFrame';
import {Accounts} from './Accounts';
import {AuditTrail} from './AuditTrail';
import {Hosts} from './Hosts';
import {Members} from './Members';
import {Password} from './Password';
import {Projects} from './Projects';
import {Secrets} from './Secrets';
import {Tokens} from './Tokens';

/** The people of the project, one's own account, and, for administrators, all accounts and projects. */
export default function PeoplePage() {
  const {t} = useTranslation();
  const {me} = useProject();
  const [search, setSearch] = useSearchParams();
  const tabs = me.administrator ? ['project', 'own', 'installation'] : ['project', 'own'];
  const asked = search.get('tab') ?? '';
  const tab = tabs.includes(asked) ? asked : 'project';
  return (
    <PageFrame title={t('common.people')} lead={t(`people.leads.${tab}`)}>
      <Tabs
        value={tab}
        onChange={(next) => setSearch(next === 'project' || !next ? {} : {tab: next}, {replace: true})}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`people.tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="project">
          <Stack gap="xl">
            <Members />
            <Secrets />
            <Hosts />
            <AuditTrail />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="own">
          <Stack gap="xl">
            <Tokens />
            <Password />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="installation">
          <Stack gap="xl">
            <Accounts />
            <Projects />
            <AuditTrail everywhere />
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </PageFrame>
  );
}
