import {Spoiler, Table, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';

/** How high a long entry, such as a thousand request ids, stands before it is opened. */
const CLOSED_PX = 48;

/** Where what is new in a version came from, entry by entry. */
export function Provenance({entries}: {entries: Record<string, string>}) {
  const {t} = useTranslation();
  const rows = Object.entries(entries).sort(([left], [right]) => left.localeCompare(right));
  if (rows.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={500}>
        {t('data.provenance')}
      </Text>
      <Table fz="sm" variant="vertical" layout="fixed" withRowBorders={false}>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={130}>{name}</Table.Th>
              <Table.Td style={{overflowWrap: 'anywhere'}}>
                <Spoiler maxHeight={CLOSED_PX} showLabel={t('common.more')} hideLabel={t('common.close')}>
                  {value.split(',').join(', ')}
                </Spoiler>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}
