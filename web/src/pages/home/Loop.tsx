import {Box, Text, ThemeIcon} from '@mantine/core';
import {
  IconChevronRight, IconDatabase, IconMessageCheck, IconPlayerPlay, IconRocket, IconTargetArrow, IconTrophy,
} from '@tabler/icons-react';
import type {ComponentType, ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {count, percent} from '../../components/format';
import {StepLine} from '../../components/StepLine';
import {Bars} from './Bars';
import type {Figures} from './figures';
import './loop.css';

const RUNNING = ['STARTING', 'RUNNING', 'SAVING'];
const DAYS = 14;

/** The stations of the loop in their circle, each with its figures and the way to its page. */
export function Loop({figures}: {figures: Figures}) {
  return (
    <ol className="loop">
      <DataStation {...figures} />
      <ProblemStation {...figures} />
      <SessionStation {...figures} />
      <ChampionStation {...figures} />
      <EndpointStation {...figures} />
      <CorrectionStation {...figures} />
    </ol>
  );
}

interface StationProps {
  place: string;
  Icon: ComponentType<{size?: number; stroke?: number}>;
  name: string;
  path: string;
  figure: string;
  note: string;
  children?: ReactNode;
}

function Station({place, Icon, name, path, figure, note, children}: StationProps) {
  return (
    <li className={`loop-station loop-${place}`}>
      <Link to={path} className="loop-card">
        <span className="loop-head">
          <ThemeIcon variant="light" size={34} radius="xl" aria-hidden>
            <Icon size={19} stroke={1.6} />
          </ThemeIcon>
          <Text span fw={600}>
            {name}
          </Text>
        </span>
        <Text span fz={30} fw={650} lh={1.35} truncate display="block">
          {figure}
        </Text>
        <Text span size="sm" c="dimmed" display="block" lineClamp={2} mih={42}>
          {note}
        </Text>
        <Box component="span" className="loop-drawing">
          {children}
        </Box>
      </Link>
      <span className="loop-arrow" aria-hidden>
        <IconChevronRight size={22} stroke={2.2} />
      </span>
    </li>
  );
}

function DataStation({datasets, versions, problem}: Figures) {
  const {t, i18n} = useTranslation();
  const sizes = versions.map(({parts}) => parts.find((part) => part.name === 'train')?.files ?? 0);
  const newest = versions[0];
  const dataset = datasets.find((each) => each.id === (newest?.dataset_id ?? problem?.dataset_id));
  return (
    <Station
      place="data"
      Icon={IconDatabase}
      name={t('common.data')}
      path={dataset ? `/data/${dataset.id}` : '/data'}
      figure={newest ? t('home.files', {n: count(sizes[0] ?? 0, i18n.language)}) : '–'}
      note={
        newest && dataset
          ? t('home.data_note', {name: dataset.name, n: newest.number, datasets: datasets.length})
          : t('home.data_none')
      }
    >
      <Bars
        title={t('home.data_bars')}
        values={sizes.slice(0, 8).reverse()}
        names={versions.slice(0, 8).map((version) => `v${version.number}`).reverse()}
      />
    </Station>
  );
}

function ProblemStation({problem, champions}: Figures) {
  const {t} = useTranslation();
  return (
    <Station
      place="problem"
      Icon={IconTargetArrow}
      name={t('common.problems')}
      path={problem ? `/problems/${problem.id}` : '/problems'}
      figure={problem?.name ?? '–'}
      note={problem ? t('home.problem_note', {count: champions.length}) : t('home.problem_none')}
    />
  );
}

function SessionStation({sessions, slots}: Figures) {
  const {t} = useTranslation();
  const running = sessions.filter((each) => RUNNING.includes(each.state)).length;
  const waiting = sessions.filter((each) => each.state === 'WAITING').length;
  const held = slots.filter((each) => each.held_since).length;
  return (
    <Station
      place="sessions"
      Icon={IconPlayerPlay}
      name={t('common.sessions')}
      path="/sessions"
      figure={t('home.running', {n: running})}
      note={
        sessions.length > 0
          ? t('home.sessions_note', {waiting, held, slots: slots.length})
          : t('home.sessions_none', {slots: slots.length})
      }
    >
      <span className="loop-slots">
        {slots.slice(0, 24).map((slot) => (
          <span key={slot.name} className={slot.held_since ? 'loop-slot held' : 'loop-slot'} title={slot.name} />
        ))}
      </span>
    </Station>
  );
}

function ChampionStation({champions, problem}: Figures) {
  const {t, i18n} = useTranslation();
  const present = champions.find((each) => !each.until);
  const past = champions.slice(0, 8).reverse();
  return (
    <Station
      place="champion"
      Icon={IconTrophy}
      name={t('problems.champion')}
      path={present ? `/models/${present.model_id}?version=${present.number}` : `/problems/${problem?.id ?? ''}`}
      figure={present ? percent(present.hidden_accuracy ?? 0, i18n.language) : '–'}
      note={
        present
          ? t('home.champion_note', {model: present.model_name, n: present.number})
          : t('home.champion_none')
      }
    >
      {past.length > 0 && (
        <StepLine title={t('problems.champions')} values={past.map((each) => each.hidden_accuracy ?? 0)} height={54} />
      )}
    </Station>
  );
}

function EndpointStation({endpoints, usages}: Figures) {
  const {t, i18n} = useTranslation();
  const calls = usages.reduce((sum, usage) => sum + usage.calls, 0);
  const live = endpoints.filter((each) => each.live?.state === 'READY').length;
  const only = endpoints.length === 1 ? endpoints[0] : undefined;
  const last = usages[0]?.to;
  const days = last === undefined ? [] : daysUntil(last);
  const byDay = new Map<string, number>();
  for (const each of usages.flatMap((usage) => usage.days)) {
    byDay.set(each.day, (byDay.get(each.day) ?? 0) + each.calls);
  }
  return (
    <Station
      place="endpoints"
      Icon={IconRocket}
      name={t('common.endpoints')}
      path={only ? `/endpoints/${only.id}` : '/endpoints'}
      figure={endpoints.length > 0 ? t('home.calls', {count: calls, n: count(calls, i18n.language)}) : '–'}
      note={endpoints.length > 0 ? t('home.endpoints_note', {live, all: endpoints.length}) : t('home.endpoints_none')}
    >
      {calls > 0 && (
        <Bars
          title={t('home.calls_bars')}
          values={days.map((day) => byDay.get(day) ?? 0)}
          names={days.map((day) => day.slice(5))}
        />
      )}
    </Station>
  );
}

/** The last two weeks up to a day, the oldest first. */
function daysUntil(last: string): string[] {
  return Array.from({length: DAYS}, (_, back) =>
    new Date(Date.parse(last) - (DAYS - 1 - back) * 86_400_000).toISOString().slice(0, 10),
  );
}

function CorrectionStation({corrections, endpoints, versions}: Figures) {
  const {t} = useTranslation();
  const waiting = corrections.reduce((sum, each) => sum + each.waiting, 0);
  const more = corrections.some((each) => each.more);
  const first = corrections.find((each) => each.waiting > 0)?.endpointId ?? endpoints[0]?.id;
  const grown = Math.max(0, versions.length - 1);
  return (
    <Station
      place="corrections"
      Icon={IconMessageCheck}
      name={t('endpoints.corrections')}
      path={first ? `/endpoints/${first}#corrections` : '/endpoints'}
      figure={endpoints.length > 0 ? t('home.wait', {n: more ? `${waiting}+` : waiting}) : '–'}
      note={endpoints.length > 0 ? t('home.corrections_note', {count: grown}) : t('home.corrections_none')}
    />
  );
}
