import type {Schema} from '../../api/client';

/** A dataset version that the session of a model version could read. */
export interface Read {
  datasetId: string;
  dataset: string;
  version: string;
  part: string | undefined;
}

/** The dataset versions that a model version was made from. */
export function trainedOn(version: Schema<'ModelVersion'>): Read[] {
  return version.lineage.mounts.flatMap((mount) =>
    mount.dataset_id && mount.version
      ? [{datasetId: mount.dataset_id, dataset: mount.dataset ?? '', version: mount.version, part: mount.part}]
      : [],
  );
}
