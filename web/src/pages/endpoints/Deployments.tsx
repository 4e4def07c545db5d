import {Anchor, Button, Paper, Stack, Table, Text, Title} from '@mantine/core';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {ReasonWords} from '../../components/ReasonWords';
import {moment} from '../../components/format';
import {StateBadge} from '../../components/StateBadge';

/** What was and is deployed; an earlier version can be called back. */
export function Deployments({endpoint}: {endpoint: Schema<'Endpoint'>}) {
  const {t, i18n} = useTranslation();
  const {may} = useProject();
  const queries = useQueryClient();
  const path = {id: endpoint.id};
  const deployments = useQuery({
    queryKey: ['endpoint', endpoint.id, 'deployments', endpoint.live?.id, endpoint.live?.state],
    queryFn: () => ok(client.GET('/api/v1/endpoints/{id}/deployments', {params: {path, query: {limit: 20}}})),
  });
  const rollback = useMutation({
    mutationFn: (deployment: string) =>
      ok(client.POST('/api/v1/endpoints/{id}/rollback', {params: {path}, body: {deployment_id: deployment}})),
    onSuccess: () => queries.invalidateQueries({queryKey: ['endpoint', endpoint.id]}),
  });
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('endpoints.deployments')}
        </Title>
        {rollback.isError && <ErrorNote error={rollback.error} />}
        <Fetched query={deployments}>
          {({items}) => (
            <Table fz="sm">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('endpoints.number')}</Table.Th>
                  <Table.Th>{t('endpoints.model')}</Table.Th>
                  <Table.Th>{t('common.state')}</Table.Th>
                  <Table.Th>{t('endpoints.cause')}</Table.Th>
                  <Table.Th>{t('common.made')}</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((deployment) => (
                  <Table.Tr key={deployment.id}>
                    <Table.Td>{deployment.number}</Table.Td>
                    <Table.Td>
                      <Anchor component={Link} to={`/models/${deployment.model_id}`} fz="sm">
                        {t('endpoints.version_of', {model: deployment.model_name, n: deployment.model_version})}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>
                      <StateBadge state={deployment.state} />
                      {deployment.reason && (
                        <Text size="xs" c="red">
                          <ReasonWords reason={deployment.reason} />
                        </Text>
                      )}
                    </Table.Td>
                    <Table.Td>{t(`endpoints.causes.${deployment.cause}`)}</Table.Td>
                    <Table.Td>{moment(deployment.created_at, i18n.language)}</Table.Td>
                    <Table.Td ta="right">
                      {deployment.state === 'RETIRED' && deployment.ready_at && may('SERVING_WRITE') && (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          loading={rollback.isPending && rollback.variables === deployment.id}
                          onClick={() => rollback.mutate(deployment.id)}
                        >
                          {t('endpoints.rollback')}
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Fetched>
      </Stack>
    </Paper>
  );
}
