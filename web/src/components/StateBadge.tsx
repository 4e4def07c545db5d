import {Badge} from '@mantine/core';
import {useTranslation} from 'react-i18next';

const COLORS: Record<string, string> = {
  WAITING: 'gray', STARTING: 'blue', RUNNING: 'blue', SAVING: 'indigo', SUCCEEDED: 'teal', FAILED: 'red',
  STOPPED: 'orange', LOST: 'red', DONE: 'teal', READY: 'teal', LOADING: 'blue', RETIRED: 'gray', ACCEPTED: 'teal',
  REJECTED: 'orange', FINISHED: 'teal', KILLED: 'orange', SCHEDULED: 'gray',
  UNJUDGED: 'gray', EVALUATED: 'teal', CLAIMED: 'blue', PENDING: 'blue',
  PAUSED: 'yellow', PLANNED: 'gray', JUDGING: 'indigo', STOPPED_EARLY: 'grape',
};

/** A state in words and colour; the words come from `states.json`. */
export function StateBadge({state}: {state: string}) {
  const {t} = useTranslation();
  return (
    <Badge variant="light" color={COLORS[state] ?? 'gray'} style={{textTransform: 'none'}}>
      {t(`states.${state}`, {defaultValue: state})}
    </Badge>
  );
}
