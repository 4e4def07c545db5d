import {Anchor, Card, Group, SimpleGrid, Text} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconCpu, IconDeviceDesktopAnalytics} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok} from '../../api/client';
import {duration} from '../../components/format';
import {useNow} from '../../components/useNow';

/** The machine's slots: who holds which since when. */
export function Slots() {
  const {t} = useTranslation();
  const now = useNow();
  const slots = useQuery({
    queryKey: ['slots'],
    queryFn: () => ok(client.GET('/api/v1/slots')),
    refetchInterval: 2000,
  });
  return (
    <SimpleGrid cols={{base: 2, sm: 3, lg: 4}} mih={76}>
      {slots.data?.items.map((slot) => {
        const Icon = slot.kind === 'GPU' ? IconDeviceDesktopAnalytics : IconCpu;
        return (
          <Card key={slot.name} withBorder padding="sm">
            <Group gap="xs" wrap="nowrap">
              <Icon size={22} stroke={1.5} aria-hidden color={slot.held_since ? '#0b7285' : '#868e96'} />
              <div style={{minWidth: 0}}>
                <Text size="sm" fw={600}>
                  {slot.name}
                </Text>
                {slot.session_id ? (
                  <Anchor component={Link} to={`/sessions/${slot.session_id}`} size="xs" truncate display="block">
                    {slot.session_name}
                    {slot.held_since && ` · ${duration((now - Date.parse(slot.held_since)) / 1000)}`}
                  </Anchor>
                ) : (
                  <Text size="xs" c="dimmed">
                    {slot.held_since ? t('sessions.held') : t('sessions.free')}
                  </Text>
                )}
              </div>
            </Group>
          </Card>
        );
      })}
    </SimpleGrid>
  );
}
