import {trainedOn} from '../models/lineage';
import type {Figures} from './figures';

/** What turns the loop further: a text of `home.next` and the page where it is done. */
export interface Next {
  step: 'data' | 'problem' | 'session' | 'wait' | 'deploy' | 'accept' | 'train' | 'use';
  path: string;
  words: Record<string, string | number>;
}

const UNDER_WAY = ['WAITING', 'STARTING', 'RUNNING', 'SAVING'];

/** The first thing that is missing for the loop to turn, in the loop's own order. */
export function nextOf(figures: Figures): Next {
  const {problem, versions, champion, endpoints, sessions} = figures;
  const dataset = figures.datasets.find((each) => each.id === problem?.dataset_id) ?? figures.datasets[0];
  if (!dataset || versions.length === 0) {
    return {step: 'data', path: dataset ? `/data/${dataset.id}` : '/data', words: {}};
  }
  if (!problem) return {step: 'problem', path: '/problems', words: {dataset: dataset.name}};
  const running = sessions.filter((each) => UNDER_WAY.includes(each.state));
  const waiting = figures.corrections.find((each) => each.waiting > 0);
  if (!champion) {
    return running.length > 0
      ? {step: 'wait', path: '/sessions', words: {sessions: running.length}}
      : {
          step: 'session',
          path: `/sessions/new?problem=${problem.id}&dataset=${problem.dataset_id}`,
          words: {problem: problem.name},
        };
  }
  const model = `/models/${champion.model_id}?version=${champion.number}`;
  const live = endpoints.filter((each) => each.live);
  const endpoint = live.find((each) => each.problem_id === problem.id) ?? live[0];
  if (!endpoint) return {step: 'deploy', path: model, words: {model: champion.model_name, n: champion.number}};
  if (waiting) {
    return {
      step: 'accept',
      path: `/endpoints/${waiting.endpointId}#corrections`,
      words: {corrections: waiting.more ? `${waiting.waiting}+` : waiting.waiting},
    };
  }
  const newest = versions[0]?.number ?? 0;
  const learned = Math.max(0, ...trainedOn(champion).map((read) => Number(read.version)));
  if (running.length > 0) return {step: 'wait', path: '/sessions', words: {sessions: running.length}};
  if (learned > 0 && learned < newest) return {step: 'train', path: model, words: {newest, learned}};
  return {step: 'use', path: `/endpoints/${endpoint.id}`, words: {endpoint: endpoint.name}};
}
