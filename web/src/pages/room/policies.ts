import type {Schema} from '../../api/client';
import {span} from './starts';

type Pool = Schema<'Pool'>;
type Words = (key: string, parameters: Record<string, unknown>) => string;

/** Whether the pool's policy weighs those that run against those that wait. */
export function weighs(pool: Pool): boolean {
  return pool.policy === 'FAIR_ASHA' || pool.policy === 'BEST_MODEL';
}

/** For how long a session of the pool keeps its slots, in words. */
export function keeping(pool: Pool, t: Words, language: string): string {
  return weighs(pool) && pool.slice_seconds > 0
    ? t('room.scheduling.slice_of', {span: span(pool.slice_seconds, language)})
    : t('room.scheduling.no_slice', {});
}
