import {Anchor, Badge, Group, Paper, Stack, Table, Text, Title, Tooltip} from '@mantine/core';
import {IconStarFilled} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../api/client';
import {ReasonWords} from '../../components/ReasonWords';
import {floorOf} from '../../components/accuracy';
import {AccuracyBar} from '../../components/AccuracyBar';
import {moment} from '../../components/format';
import {StateBadge} from '../../components/StateBadge';
import {trainedOn} from './lineage';
import {StageBadge} from './Promotion';

interface Props {
  items: Schema<'ModelVersion'>[];
  shown: number;
  choose: (number: number) => void;
}

/** All versions of a model, with what each was trained on and how it did. */
export function Versions({items, shown, choose}: Props) {
  const {t, i18n} = useTranslation();
  const floor = floorOf(items.flatMap((each) => each.hidden_accuracy ?? []));
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('models.versions')}
        </Title>
        <Table.ScrollContainer minWidth={820}>
          <Table fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('models.version')}</Table.Th>
                <Table.Th>{t('models.said')}</Table.Th>
                <Table.Th>{t('common.state')}</Table.Th>
                <Table.Th w="28%">{t('models.hidden_accuracy')}</Table.Th>
                <Table.Th>{t('models.trained_on')}</Table.Th>
                <Table.Th>{t('common.by')}</Table.Th>
                <Table.Th>{t('common.made')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((version) => (
                <Table.Tr
                  key={version.id}
                  {...(version.number === shown ? {bg: 'var(--mantine-color-lake-light)'} : {})}
                >
                  <Table.Td>
                    <Group gap={6} wrap="nowrap">
                      <Anchor
                        component="button"
                        type="button"
                        fz="sm"
                        fw={500}
                        {...(version.number === shown ? {'aria-current': 'true' as const} : {})}
                        onClick={() => choose(version.number)}
                      >
                        {t('models.version_n', {n: version.number})}
                      </Anchor>
                      {version.champion && (
                        <Tooltip label={t('problems.champion')}>
                          <IconStarFilled size={15} color="#e67700" role="img" aria-label={t('problems.champion')} />
                        </Tooltip>
                      )}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <Group gap={4}>
                      {version.stage !== 'None' && <StageBadge stage={version.stage} />}
                      {version.aliases.map((alias) => (
                        <Badge key={alias} variant="light" style={{textTransform: 'none'}}>
                          @{alias}
                        </Badge>
                      ))}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <StateBadge state={version.state} />
                  </Table.Td>
                  <Table.Td>
                    {typeof version.hidden_accuracy === 'number' ? (
                      <AccuracyBar
                        accuracy={version.hidden_accuracy}
                        items={0}
                        floor={floor}
                        strong={version.champion}
                      />
                    ) : (
                      <Text size="xs" c="dimmed" lineClamp={2}>
                        {version.reason ? <ReasonWords reason={version.reason} /> : '–'}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    {trainedOn(version)
                      .map((data) => `${data.dataset} v${data.version}`)
                      .join(', ') || '–'}
                  </Table.Td>
                  <Table.Td>{version.created_by}</Table.Td>
                  <Table.Td>{moment(version.created_at, i18n.language)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Stack>
    </Paper>
  );
}
