import {Stack} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {PageFrame} from '../../components/PageFrame';
import {AuditTrail} from './AuditTrail';
import {Hosts} from './Hosts';
import {Members} from './Members';
import {Secrets} from './Secrets';
import {Tokens} from './Tokens';

export default function PeoplePage() {
  const {t} = useTranslation();
  return (
    <PageFrame title={t('common.people')} lead={t('people.members_lead')}>
      <Stack gap="xl">
        <Members />
        <Tokens />
        <Secrets />
        <Hosts />
        <AuditTrail />
      </Stack>
    </PageFrame>
  );
}
