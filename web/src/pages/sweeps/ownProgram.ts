/** Programs of people's own, as they have run in sessions, to be searched with. */
import type {Schema} from '../../api/client';
import type {Needs} from '../sessions/NeedsFields';
import {lineOf} from '../sessions/program/command';
import {firstParameters, type Fields} from './newSweep';

type Session = Schema<'Session'>;
type Work = NonNullable<Schema<'NewSweep'>['session']>;

export interface OwnProgram {
  sessionId: string;
  program: {program_id: string; image?: string; containerfile?: string};
  /** What its session ran with, beside what the form asks for. */
  work: Pick<Work, 'mounts' | 'environment' | 'secrets' | 'wall_seconds' | 'retry'>;
  nodes: number;
}

/** What the form begins with for the program of the session, or for the recipe. */
export function programFields(session: Session | undefined): Pick<Fields, 'own' | 'command' | 'parameters'> & Partial<Needs> {
  const own = session ? ownProgramOf(session) : null;
  if (!session || !own) return {own: null, command: '', parameters: firstParameters(false)};
  const {needs, pool} = session;
  return {
    own,
    command: lineOf(session.program.command ?? []),
    parameters: firstParameters(true),
    ...(needs.cpus === undefined ? {} : {cpus: needs.cpus}),
    ...(needs.memory_bytes === undefined ? {} : {memoryGb: needs.memory_bytes / 1e9}),
    ...(needs.gpus === undefined ? {} : {gpus: needs.gpus}),
    pool,
  };
}

export function ownProgramOf(session: Session): OwnProgram | null {
  const {program_id, image, containerfile} = session.program;
  if (!program_id) return null;
  return {
    sessionId: session.id,
    program: {program_id, ...(image ? {image} : {}), ...(containerfile ? {containerfile} : {})},
    work: {
      mounts: session.mounts.map(({kind, name, parameters}) => ({kind, name, parameters})),
      environment: session.environment,
      secrets: session.secrets,
      wall_seconds: session.wall_seconds,
      retry: session.life.retry,
    },
    nodes: session.needs.nodes ?? 1,
  };
}
