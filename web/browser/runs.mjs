// Many runs, logged over MLflow's wire as programs log them.

/** Logs `count` runs into a new experiment, `points` of each of two metrics; returns their ids, the first made first. */
export async function fillRuns(platform, {experiment, count, points = 20, project = 'default', atOnce = 8}) {
  const wire = (path, body) => platform.api('POST', `/api/2.0/mlflow/${path}`, body);
  const {experiment_id: id} = await wire('experiments/create', {name: `${project}/${experiment}`});
  const ids = new Array(count);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < count; at = next++) ids[at] = await fillRun(wire, id, at, points);
  };
  await Promise.all(Array.from({length: atOnce}, worker));
  return {experimentId: id, ids};
}

/** The greater the learning rate, the smaller the loss; the optimiser and the seed tell little. */
async function fillRun(wire, experiment, at, points) {
  const began = 1_700_000_000_000 + at * 60_000;
  const {run} = await wire('runs/create', {experiment_id: experiment, run_name: `run-${at}`, start_time: began});
  const id = run.info.run_id;
  const rate = [0.001, 0.01, 0.1][at % 3];
  const noise = ((at * 7919) % 101) / 1000;
  const metrics = [];
  for (let step = 0; step < points; step++) {
    const loss = Math.exp(-step * rate * 3) + noise + 0.02 * Math.sin(step + at);
    const moment = {timestamp: began + step * 1000, step};
    metrics.push({key: 'loss', value: loss, ...moment}, {key: 'val/accuracy', value: 1 / (1 + loss), ...moment});
    if (step % 5 === 0) metrics.push({key: 'epoch', value: step / 5, ...moment});
  }
  const params = {lr: rate, optimizer: at % 2 ? 'adam' : 'sgd', seed: at, layers: 1 + (at % 5)};
  for (let from = 0; from < Math.max(1, metrics.length); from += 900) {
    await wire('runs/log-batch', {
      run_id: id,
      metrics: metrics.slice(from, from + 900),
      ...(from === 0
        ? {
            params: Object.entries(params).map(([key, value]) => ({key, value: String(value)})),
            tags: [{key: 'team', value: at % 4 === 0 ? 'vision' : 'speech'}],
          }
        : {}),
    });
  }
  await wire('runs/update', {run_id: id, status: at % 50 === 49 ? 'FAILED' : 'FINISHED', end_time: began + points * 1000});
  return id;
}
