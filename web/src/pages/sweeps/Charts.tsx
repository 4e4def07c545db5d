import {Grid, Paper, Text, Title} from '@mantine/core';
import {useMemo, useState, type ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {useNavigate} from 'react-router';
import {CurveChart} from '../../components/CurveChart';
import {ImportancePanel} from '../compare/ImportancePanel';
import {ParallelPlot} from '../compare/Plots';
import {bestSoFar, columnsOf, rowsOf, type Sweep, type Trial} from './rows';

interface Choice {
  axes: string[];
  color: string | null;
}

/** How good the search has become, which points were tried, and which parameters matter. */
export function Charts({sweep, trials}: {sweep: Sweep; trials: Trial[]}) {
  const {t} = useTranslation();
  const navigate = useNavigate();
  const [choice, setChoice] = useState<Choice>({axes: [], color: null});
  // Redrawn when a value comes, not at each look.
  const key = trials.map((trial) => trial.value ?? '').join(',');
  const {rows, columns, best} = useMemo(() => {
    const all = rowsOf(sweep, trials);
    return {rows: all, columns: columnsOf(sweep, all), best: bestSoFar(sweep, trials)};
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key stands for what is drawn of them
  }, [sweep.id, key]);
  const change = (part: Partial<Choice>) => setChoice((before) => ({...before, ...part}));
  const open = (number: string) => {
    const trial = trials.find((each) => String(each.number) === number);
    if (trial?.run_id) void navigate(`/runs/${trial.run_id}`);
  };
  return (
    <Grid>
      <Grid.Col span={{base: 12, lg: 4}}>
        <Part title={t('sweeps.best_so_far')}>
          {best.values.length === 0 ? (
            <Text size="sm">{t('sweeps.no_values')}</Text>
          ) : (
            <CurveChart
              title={t('sweeps.best_so_far')}
              height={300}
              along={t('sweeps.trials')}
              held
              curves={[{label: t('sweeps.best'), steps: best.steps, values: best.values}]}
            />
          )}
        </Part>
      </Grid.Col>
      <Grid.Col span={{base: 12, lg: 8}}>
        <Part title={t('sweeps.points')}>
          {rows.length === 0 ? (
            <Text size="sm">{t('sweeps.no_values')}</Text>
          ) : (
            <ParallelPlot runs={rows} columns={columns} state={choice} change={change} open={open} />
          )}
        </Part>
      </Grid.Col>
      <Grid.Col span={12}>
        <Part title={t('compare.importance')}>
          <ImportancePanel runs={rows} columns={columns} state={choice} change={change} />
        </Part>
      </Grid.Col>
    </Grid>
  );
}

function Part({title, children}: {title: string; children: ReactNode}) {
  return (
    <Paper withBorder p="md" h="100%" component="section">
      <Title order={3} size="h5" mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}
