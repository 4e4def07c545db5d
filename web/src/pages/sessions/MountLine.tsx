import {Anchor, Code, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import type {Schema} from '../../api/client';

/** One thing that the program finds below /data: a version of a dataset, or what the platform gave it. */
export function MountLine({mount}: {mount: Schema<'Session'>['mounts'][number]}) {
  const {t} = useTranslation();
  const said = {...mount.parameters, ...mount.lineage};
  const part = said.part ? ` · ${said.part}` : '';
  return (
    <Text size="sm">
      <Code>/data/{mount.name}</Code>{' '}
      {said.dataset_id && said.version ? (
        <Anchor component={Link} to={`/data/${said.dataset_id}?version=${said.version}`}>
          {t('sessions.mount_of', {dataset: said.dataset, n: said.version})}
          {part}
        </Anchor>
      ) : (
        mount.kind
      )}
    </Text>
  );
}
