import type {Schema} from '../api/client';
import {useReasonWords} from './reasons';

/** Why something is as it is, in the page's language. */
export function ReasonWords({reason}: {reason: Schema<'Reason'> | undefined}) {
  return <>{useReasonWords()(reason)}</>;
}
