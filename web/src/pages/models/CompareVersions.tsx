import {Anchor, Group, NativeSelect, Paper, Stack, Switch, Table, Text, Title} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import type {Schema} from '../../api/client';
import {percent} from '../../components/format';
import {compared, type Row} from './compare';

type Version = Schema<'ModelVersion'>;

interface Props {
  items: Version[];
  shown: Version;
  other: number;
  choose: (other: number) => void;
}

/** The parameters and metrics of two versions side by side. */
export function CompareVersions({items, shown, other, choose}: Props) {
  const {t, i18n} = useTranslation();
  const [all, setAll] = useState(false);
  const against = items.find((each) => each.number === other && each.number !== shown.number);
  const rows = against ? compared(shown, against) : [];
  const visible = rows.filter((row) => all || row.differs);
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3} size="h4">
            {t('models.compare')}
          </Title>
          <Group>
            <NativeSelect
              size="xs"
              aria-label={t('models.compare_with')}
              value={against ? String(against.number) : ''}
              onChange={(event) => choose(Number(event.currentTarget.value))}
              data={[
                {value: '', label: t('models.compare_with')},
                ...items
                  .filter((each) => each.number !== shown.number)
                  .map((each) => ({value: String(each.number), label: t('models.version_n', {n: each.number})})),
              ]}
            />
            {against && (
              <Switch
                size="sm"
                label={t('models.all_rows')}
                checked={all}
                onChange={(event) => setAll(event.currentTarget.checked)}
              />
            )}
          </Group>
        </Group>
        {against && (
          <Table.ScrollContainer minWidth={480}>
            <Table fz="sm" verticalSpacing={4}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w="30%">{t('models.setting')}</Table.Th>
                  {[shown, against].map((each) => (
                    <Table.Th key={each.id}>
                      <Anchor component={Link} to={`/models/${each.model_id}?version=${each.number}`} fz="sm">
                        {t('models.version_n', {n: each.number})}
                      </Anchor>
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {[shown, against].some((each) => typeof each.hidden_accuracy === 'number') && (
                  <Line
                    row={{
                      name: t('models.hidden_accuracy'),
                      values: [shown, against].map((each) =>
                        typeof each.hidden_accuracy === 'number' ? percent(each.hidden_accuracy, i18n.language) : '–',
                      ),
                      differs: shown.hidden_accuracy !== against.hidden_accuracy,
                    }}
                  />
                )}
                {visible.map((row) => (
                  <Line key={row.name} row={row} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {against && visible.length === 0 && <Text size="sm">{t('models.no_difference')}</Text>}
      </Stack>
    </Paper>
  );
}

function Line({row}: {row: Row}) {
  return (
    <Table.Tr>
      <Table.Td c="dimmed" style={{overflowWrap: 'anywhere'}}>
        {row.name}
      </Table.Td>
      {row.values.map((value, place) => (
        <Table.Td
          key={place}
          ff="monospace"
          style={{overflowWrap: 'anywhere'}}
          {...(row.differs ? {bg: 'var(--mantine-color-yellow-light)'} : {})}
        >
          {value}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
