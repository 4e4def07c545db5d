import {useQuery} from '@tanstack/react-query';
import {client, ok} from '../../api/client';

/** The room as it is, asked again every two seconds. */
export function useRoom() {
  return useQuery({
    queryKey: ['room'],
    queryFn: () => ok(client.GET('/api/v1/room')),
    refetchInterval: 2000,
  });
}
