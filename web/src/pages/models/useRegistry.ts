import {useMutation, useQueryClient} from '@tanstack/react-query';

/** A change of a model or its versions; what is shown of the model is read again after it. */
export function useRegistryChange<T>(modelId: string, change: (given: T) => Promise<unknown>, done?: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      done?.();
      await queries.invalidateQueries({queryKey: ['model', modelId]});
    },
  });
}
