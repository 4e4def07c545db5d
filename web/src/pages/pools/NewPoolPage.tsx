import {List, Paper, SegmentedControl, Stack, Text} from '@mantine/core';
import {useQuery, useQueryClient} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {useNavigate, useSearchParams} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {PoolForm} from './PoolForm';
import {ENGINES, type Engine} from './settings';

export default function NewPoolPage() {
  const {t} = useTranslation();
  const {me} = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const pools = useQuery({queryKey: ['pools'], queryFn: () => ok(client.GET('/api/v1/pools'))});
  const engine = ENGINES.find((each) => each === search.get('engine')) ?? 'SLURM';
  const added = async (name: string) => {
    await queries.invalidateQueries({queryKey: ['pools']});
    await navigate(`/room/pools/${encodeURIComponent(name)}`);
  };
  return (
    <PageFrame
      title={t('pools.new')}
      lead={t('pools.new_lead')}
      above={[{text: t('common.room'), path: '/room'}, {text: t('pools.title'), path: '/room?tab=pools'}]}
    >
      {me.administrator ? (
        <Paper withBorder p="lg" maw={860}>
          <Stack>
            <SegmentedControl
              aria-label={t('pools.engine')}
              value={engine}
              onChange={(chosen) => setSearch({engine: chosen}, {replace: true})}
              data={ENGINES.map((value) => ({value, label: t(`pools.engines.${value}`)}))}
              style={{alignSelf: 'flex-start'}}
            />
            <Needed engine={engine} />
            <Fetched query={pools}>
              {({items}) => (
                <PoolForm key={engine} engine={engine} taken={items.map((pool) => pool.name)} done={added} />
              )}
            </Fetched>
          </Stack>
        </Paper>
      ) : (
        <Text size="sm">{t('pools.administrators')}</Text>
      )}
    </PageFrame>
  );
}

/** What must be there before. */
function Needed({engine}: {engine: Engine}) {
  const {t} = useTranslation();
  const lines = t(`pools.before.${engine}`, {returnObjects: true}) as string[];
  return (
    <Stack gap={4} component="section">
      <Text size="sm" fw={500}>
        {t('pools.before.title')}
      </Text>
      <List size="sm" spacing={2}>
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
      <Text size="sm" c="dimmed">
        {t(`pools.before.guide_${engine}`)}
      </Text>
    </Stack>
  );
}
