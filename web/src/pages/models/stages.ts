import type {Schema} from '../../api/client';

export type Stage = Schema<'Stage'>;

export const STAGES: Stage[] = ['None', 'Staging', 'Production', 'Archived'];

export const STAGE_COLORS: Record<Stage, string> = {
  None: 'gray',
  Staging: 'blue',
  Production: 'teal',
  Archived: 'gray',
};
