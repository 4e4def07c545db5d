// Drives the pages of runs in Chromium and writes what it took.
import {execFile, execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {cpus, totalmem} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {signedIn, startBrowser, startPlatform} from '../../web/browser/platform.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const runs = Number(process.env.RUNS ?? 100_000);
const points = Number(process.env.POINTS ?? 10_000);
const compared = Number(process.env.COMPARED ?? 500);
/** A parameter may come with the first; a batch holds a thousand of all. */
const BATCH = 999;
const rounds = Number(process.env.ROUNDS ?? 5);

const platform = await startPlatform();
const browser = await startBrowser();
const result = {};
try {
  const wire = (path, body) => platform.api('POST', `/api/2.0/mlflow/${path}`, body);
  const {experiment_id: table} = await wire('experiments/create', {name: 'default/bench-table'});
  console.error(`Filling ${runs} runs`);
  await promisify(execFile)(process.env.PYTHON ?? 'python3', [join(here, 'fill.py'), platform.data, table, String(runs)]);
  const {experiment_id: curves} = await wire('experiments/create', {name: 'default/bench-curves'});
  console.error(`Logging ${compared} runs of ${points} points`);
  const began = Date.now();
  await logCurves(wire, curves);
  result.log_points_per_second = Math.round((compared * points) / ((Date.now() - began) / 1000));
  const {page} = await signedIn(browser, platform, 'en');
  page.setDefaultTimeout(120_000);
  await measureTable(page, table);
  await measureComparison(page, curves);
} finally {
  await browser.close();
  await platform.stop();
}
report();

/** In such batches, eight clients at once, as programs would. */
async function logCurves(wire, experiment) {
  let next = 0;
  const client = async () => {
    for (let at = next++; at < compared; at = next++) {
      const {run} = await wire('runs/create', {experiment_id: experiment, run_name: `curve-${at}`, start_time: 1_700_000_000_000 + at});
      for (let from = 0; from < points; from += BATCH) {
        const metrics = Array.from({length: Math.min(BATCH, points - from)}, (_, place) => {
          const step = from + place;
          return {key: 'loss', value: Math.exp(-step / 2000) + Math.random() * 0.1 + at / 5000, timestamp: 1_700_000_000_000 + step, step};
        });
        await wire('runs/log-batch', {run_id: run.info.run_id, metrics, params: from === 0 ? [{key: 'seed', value: String(at)}] : []});
      }
      await wire('runs/update', {run_id: run.info.run_id, status: 'FINISHED', end_time: 1_700_000_100_000});
    }
  };
  await Promise.all(Array.from({length: 8}, client));
}

async function timed(name, deed) {
  const took = [];
  for (let round = 0; round < rounds; round++) took.push(await deed(round));
  took.sort((one, other) => one - other);
  result[name] = {median_ms: Math.round(took[Math.floor(rounds / 2)]), worst_ms: Math.round(took.at(-1))};
  console.error(name, result[name]);
}

/** From the deed until every row in sight is there. */
async function untilRows(page, deed) {
  const began = performance.now();
  await deed();
  await page.waitForFunction(() => {
    const lines = [...document.querySelectorAll('.run-line')];
    return lines.length > 5 && lines.every((line) => line.getAttribute('aria-busy') === 'false');
  }, null, {polling: 'raf'});
  return performance.now() - began;
}

async function measureTable(page, experiment) {
  const columns = ['status', 'start_time', 'metrics.loss.last', 'metrics.loss.min', 'metrics.`val/accuracy`.max', 'params.lr', 'params.optimizer', 'tags.team'];
  const address = (more = '') => `${platform.url}/runs?experiment=${experiment}${columns.map((each) => `&col=${encodeURIComponent(each)}`).join('')}${more}`;
  await timed('table_first_rows', () => untilRows(page, () => page.goto(address())));
  await timed('table_sorted_by_min', (round) => untilRows(page, () => page.goto(address(`&sort=${encodeURIComponent(`metrics.loss.min ${round % 2 ? 'ASC' : 'DESC'}`)}`))));
  await timed('table_sorted_by_parameter', (round) => untilRows(page, () => page.goto(address(`&sort=${encodeURIComponent(`params.lr ${round % 2 ? 'ASC' : 'DESC'}`)}`))));
  await timed('table_filtered', (round) => untilRows(page, () => page.goto(address(`&q=${encodeURIComponent(`metrics.loss.min < 0.${round + 2} AND params.lr > 10`)}`))));
  await untilRows(page, () => page.goto(address()));
  await timed('table_jump', (round) =>
    untilRows(page, () => page.evaluate((share) => {
      const grid = document.querySelector('.run-grid');
      grid.scrollTo(0, grid.scrollHeight * share);
      return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }, [0.5, 0.99, 0.01, 0.73, 0.31][round % 5])));
  result.table_scroll = await page.evaluate(scrolling);
  console.error('table_scroll', result.table_scroll);
  await timed('table_grouped', async () => {
    const began = performance.now();
    await page.goto(address('&group=params.lr'));
    await page.getByText(/groups of/).waitFor();
    return performance.now() - began;
  });
}

/** Scrolls three seconds long, 60 pixels a frame, and tells how long frames took. */
async function scrolling() {
  const grid = document.querySelector('.run-grid');
  grid.scrollTo(0, 0);
  const frames = [];
  const until = performance.now() + 3000;
  let before = performance.now();
  while (before < until) {
    grid.scrollBy(0, 60);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - before);
    before = now;
  }
  frames.sort((one, other) => one - other);
  return {frames: frames.length, median_ms: Math.round(frames[Math.floor(frames.length / 2)] * 10) / 10, p95_ms: Math.round(frames[Math.floor(frames.length * 0.95)] * 10) / 10, worst_ms: Math.round(frames.at(-1))};
}

async function measureComparison(page, experiment) {
  const address = `${platform.url}/runs/compare?found=1&experiment=${experiment}&metric=loss`;
  /** The curves are drawn by hand onto the chart's canvas: it is no longer blank in the middle. */
  const drawn = () => {
    const canvas = document.querySelector('.uplot canvas');
    if (!canvas) return false;
    const {data} = canvas.getContext('2d').getImageData(canvas.width / 2, 0, 1, canvas.height);
    let colored = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 0 && Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 40) colored++;
    return colored > 5;
  };
  await timed('compare_first_curves', async () => {
    const began = performance.now();
    await page.goto(address);
    await page.waitForFunction(drawn, null, {polling: 'raf'});
    return performance.now() - began;
  });
  const box = await page.locator('.uplot .u-over').boundingBox();
  await timed('compare_zoom', async () => {
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2 + 4, {steps: 3});
    const began = performance.now();
    await page.mouse.up();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const took = performance.now() - began;
    await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
    return took;
  });
  await timed('compare_smoothed', async (round) => {
    const began = performance.now();
    await page.goto(`${address}&smooth=0.${round + 3}`);
    await page.waitForFunction(drawn, null, {polling: 'raf'});
    return performance.now() - began;
  });
}

function report() {
  const about = {
    runs, compared, points, rounds,
    commit: execFileSync('git', ['-C', here, 'rev-parse', '--short', 'HEAD'], {encoding: 'utf8'}).trim(),
    cpu: `${cpus().length} × ${cpus()[0].model}`, memory_gb: Math.round(totalmem() / 1e9), date: new Date().toISOString().slice(0, 10),
  };
  writeFileSync(join(here, 'result.json'), `${JSON.stringify({about, ...result}, null, 2)}\n`);
  const rows = Object.entries(result).filter(([, each]) => each.median_ms !== undefined);
  writeFileSync(
    join(here, 'result.md'),
    `# The pages of runs in Chromium\n\n${about.date}, commit ${about.commit}, ${about.cpu}, browser, server and database on the same machine.\n` +
      `The table holds ${runs} runs with 10 metrics, 5 parameters and 2 tags each; the comparison ${compared} runs of ${points} points.\n` +
      `Whole page loads, from the address to all rows in sight or the curves on the canvas; ${rounds} rounds.\n\n| what | median, ms | worst, ms |\n|---|---:|---:|\n` +
      rows.map(([name, each]) => `| ${name.replaceAll('_', ' ')} | ${each.median_ms} | ${each.worst_ms} |\n`).join('') +
      `\n\`table scroll\` is a frame while scrolling 60 pixels a frame for three seconds (95th percentile ${result.table_scroll?.p95_ms} ms). ` +
      `The points were logged over the wire at ${result.log_points_per_second} a second.\n`,
  );
}
