import {Group, Select} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useProject} from '../../api/session';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {Loop} from './Loop';
import {NextStep} from './NextStep';
import {useFigures, useProblems} from './figures';

export default function HomePage() {
  const {t} = useTranslation();
  const {projectName} = useProject();
  const problems = useProblems();
  const [chosen, setChosen] = useState<string | null>(null);
  const items = problems.data?.items ?? [];
  const problem = items.find((each) => each.id === chosen) ?? items[0];
  return (
    <PageFrame
      title={t('home.title')}
      lead={t('home.lead', {project: projectName})}
      actions={
        items.length > 1 && (
          <Group>
            <Select
              aria-label={t('common.problems')}
              data={items.map((each) => ({value: each.id, label: each.name}))}
              value={problem?.id ?? null}
              onChange={setChosen}
              allowDeselect={false}
            />
          </Group>
        )
      }
    >
      <Fetched query={problems}>{() => <Whole problem={problem} />}</Fetched>
    </PageFrame>
  );
}

function Whole({problem}: {problem: Parameters<typeof useFigures>[0]}) {
  const figures = useFigures(problem);
  return (
    <>
      <NextStep figures={figures} />
      <Loop figures={figures} />
    </>
  );
}
