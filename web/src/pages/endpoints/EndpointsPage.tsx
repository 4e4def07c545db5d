import {Anchor, Button, Modal, Table} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconPlus, IconRocket} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {EmptyNote} from '../../components/EmptyNote';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {StateBadge} from '../../components/StateBadge';
import {NewEndpoint} from './NewEndpoint';

export default function EndpointsPage() {
  const {t} = useTranslation();
  const {projectId, may} = useProject();
  const [making, setMaking] = useState(false);
  const endpoints = useQuery({
    queryKey: ['endpoints', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/endpoints', {params: {path: {project: projectId}}})),
    refetchInterval: 3000,
  });
  const make = may('SERVING_WRITE') && (
    <Button onClick={() => setMaking(true)} leftSection={<IconPlus size={18} aria-hidden />}>
      {t('endpoints.new')}
    </Button>
  );
  return (
    <PageFrame title={t('common.endpoints')} lead={t('endpoints.lead')} actions={make}>
      <Fetched query={endpoints}>
        {({items}) =>
          items.length === 0 ? (
            <EmptyNote Icon={IconRocket} text={t('endpoints.empty')}>
              {make}
            </EmptyNote>
          ) : (
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('endpoints.name')}</Table.Th>
                  <Table.Th>{t('endpoints.live')}</Table.Th>
                  <Table.Th>{t('common.state')}</Table.Th>
                  <Table.Th>{t('endpoints.follow')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((endpoint) => (
                  <Table.Tr key={endpoint.id}>
                    <Table.Td>
                      <Anchor component={Link} to={`/endpoints/${endpoint.id}`} fw={500}>
                        {endpoint.name}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>
                      {endpoint.live
                        ? t('endpoints.version_of', {model: endpoint.live.model_name, n: endpoint.live.model_version})
                        : t('endpoints.nothing_live')}
                    </Table.Td>
                    <Table.Td>{endpoint.live && <StateBadge state={endpoint.live.state} />}</Table.Td>
                    <Table.Td>{endpoint.follow_champion ? '✓' : '–'}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Fetched>
      <Modal opened={making} onClose={() => setMaking(false)} title={t('endpoints.new')} centered>
        {making && <NewEndpoint />}
      </Modal>
    </PageFrame>
  );
}
