import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {barriers, looksAt} from './barriers.mjs';
import {fillRuns} from './runs.mjs';
import {signedIn, startBrowser, startPlatform} from './platform.mjs';

const COUNT = 1000;
const LONG = 5000;
const EVIL = '<img src=x onerror="window.hacked=1">\u202e\u0007';

describe('runs: the table, comparisons and the page of each', () => {
  let platform;
  let browser;
  let ids;
  let experiment;
  before(async () => {
    platform = await startPlatform();
    ({ids, experimentId: experiment} = await fillRuns(platform, {experiment: 'sweep', count: COUNT, points: 10}));
    await fillEvil(platform, experiment);
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const settled = (page) => page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
  const names = (page) => page.locator('.run-line .run-link').allInnerTexts();

  it('scrolls to the last of thousands and filters, with what is wrong shown at its place', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/runs?experiment=${experiment}`);
    await page.getByText('1,001 runs').waitFor();
    await page.getByRole('link', {name: 'run-999', exact: true}).waitFor();
    assert.ok((await page.locator('.run-line').count()) < 100, 'only what is in sight is there');
    await page.locator('.run-grid').evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
    await page.getByRole('link', {name: 'run-0', exact: true}).waitFor();

    const filter = page.getByLabel('Filter', {exact: true});
    await filter.fill('metrics.loss.min <');
    await filter.press('Enter');
    await page.getByRole('alert').getByText('Expected numeric value').waitFor();
    assert.equal(await page.locator('.filter-place').count(), 1);

    await filter.fill('');
    await filter.pressSequentially('params.opt');
    await page.getByRole('option', {name: 'optimizer'}).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await filter.pressSequentially("= 'adam' AND params.lr > 0.05");
    await page.keyboard.press('Escape');
    await filter.press('Enter');
    await page.getByText('166 runs', {exact: true}).waitFor();
    assert.match(page.url(), /q=params\.optimizer/);
    assert.deepEqual(await barriers(page), []);
    assert.deepEqual(errors.filter((each) => !each.includes('400')), []);
    await context.close();
  });

  it('opens the run whose address an MLflow client has printed', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/#/experiments/${experiment}/runs/${ids[7]}`);
    await page.getByRole('heading', {name: 'run-7'}).waitFor();
    assert.equal(new URL(page.url()).pathname, `/runs/${ids[7]}`);
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('shows what an address names, whichever project is chosen', async () => {
    await platform.api('POST', '/api/v1/projects', {name: 'speech', organisation: 'Lab', unit: 'Speech'});
    const other = await fillRuns(platform, {experiment: 'accents', count: 3, points: 2, project: 'speech'});
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    const chosen = page.getByRole('combobox', {name: 'Project'});
    await page.goto(`${platform.url}/#/experiments/${other.experimentId}`);
    await page.getByText('3 runs', {exact: true}).waitFor();
    await page.waitForFunction(() => document.querySelector('header input')?.value === 'speech');
    await page.getByLabel('Filter', {exact: true}).fill("params.lr = '0.1'");
    await page.getByLabel('Filter', {exact: true}).press('Enter');
    await page.getByText('1 run', {exact: true}).waitFor();
    const address = page.url();

    await chosen.click();
    await page.getByRole('option', {name: 'default'}).click();
    await page.getByText('1,001 runs').waitFor();
    assert.equal(new URL(page.url()).search, '');
    await page.goto(address);
    await page.getByText('1 run', {exact: true}).waitFor();
    assert.equal(await chosen.inputValue(), 'speech');
    await page.goto(`${platform.url}/runs/${ids[7]}`);
    await page.waitForFunction(() => document.querySelector('header input')?.value === 'default');
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('sorts by a measure of a metric with the keyboard, and the address shows the same again', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/runs?experiment=${experiment}&col=metrics.loss.last&col=params.lr`);
    await page.getByRole('button', {name: 'What to do with loss'}).press('Enter');
    await page.getByRole('menuitem', {name: 'Least'}).click();
    await page.getByRole('columnheader', {name: /loss min/}).waitFor();
    await page.getByRole('button', {name: 'Sort by loss min'}).press('Enter');
    await page.locator('[aria-sort=descending]').waitFor();
    await page.getByRole('button', {name: 'Sort by loss min'}).press('Enter');
    await page.locator('[aria-sort=ascending]').waitFor();
    await settled(page);
    await page.waitForFunction(() => document.querySelector('.run-line .run-number')?.textContent);
    const first = await names(page);
    await page.reload();
    await page.locator('[aria-sort=ascending]').waitFor();
    await page.waitForFunction(() => document.querySelector('.run-line .run-number')?.textContent);
    assert.deepEqual((await names(page)).slice(0, 5), first.slice(0, 5));
    const edge = page.getByRole('separator', {name: 'Width of loss'});
    await edge.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/(~|%7E)140/);
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('groups with mean and deviation, keeps a view and opens it again', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/runs?experiment=${experiment}&group=params.lr&col=metrics.loss.last`);
    await page.getByText(/4 groups of 1001 runs/).waitFor();
    assert.ok((await page.getByText(/± 0\.0/).count()) >= 3);
    await page.getByRole('button', {name: /Show the runs of the group: 0\.1/}).click();
    await page.getByRole('link', {name: /^run-\d+$/}).first().waitFor();
    await page.getByRole('button', {name: 'Views'}).click();
    await page.getByRole('menuitem', {name: 'Save this view'}).click();
    await page.getByLabel('Name').fill('by rate');
    await page.getByRole('button', {name: 'Save', exact: true}).click();
    await page.getByRole('dialog').waitFor({state: 'detached'});
    await page.goto(`${platform.url}/runs`);
    await page.getByRole('button', {name: 'Views'}).click();
    await page.getByRole('menuitem', {name: 'by rate'}).click();
    await page.getByText(/4 groups of/).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('draws every point as it was logged where one looks closer', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    const id = await fillLong(platform);
    await page.goto(`${platform.url}/runs/compare?runs=${id}`);
    const chart = page.locator('.uplot .u-over').first();
    await chart.waitFor();
    await settled(page);
    const {x, y, width, height} = await chart.boundingBox();
    const asked = page.waitForResponse((each) => each.url().endsWith('/runs/curves') && /"from_step":\d/.test(each.request().postData() ?? ''));
    await page.mouse.move(x + width * 0.4, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.45, y + height / 2, {steps: 5});
    await page.mouse.up();
    const [curve] = (await (await asked).json()).items;
    assert.equal(curve.steps.length, curve.n);
    assert.ok(curve.n > LONG * 0.05 && curve.n < LONG * 0.1, `${curve.n} points are in sight`);
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('deletes chosen runs and brings them back', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/runs?experiment=${experiment}&q=${encodeURIComponent("run_name LIKE 'run-77_'")}`);
    await page.getByText('10 runs', {exact: true}).waitFor();
    await page.locator('.run-line .run-link').first().waitFor();
    await page.getByLabel('Choose the runs in sight').check();
    await page.getByText('10 runs chosen').waitFor();
    await page.getByRole('region', {name: 'Chosen runs'}).getByRole('button', {name: 'Delete'}).click();
    await page.getByRole('dialog').getByRole('button', {name: 'Delete'}).click();
    await page.getByText('0 runs', {exact: true}).waitFor();
    await page.getByText('Deleted', {exact: true}).click();
    await page.getByText('10 runs', {exact: true}).waitFor();
    await page.locator('.run-line .run-link').first().waitFor();
    await page.getByLabel('Choose the runs in sight').check();
    await page.getByRole('button', {name: 'Restore'}).click();
    await page.getByText('0 runs', {exact: true}).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('runs nothing that stands in names, values and files, and shows it', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/runs?experiment=${experiment}&q=${encodeURIComponent("tags.evil = 'yes'")}&col=params.html&col=tags.html`);
    const link = page.getByRole('link', {name: /<img src=x/});
    await link.waitFor();
    assert.ok(!(await link.innerText()).includes('\u202e'), 'what turns the writing is shown as a sign');
    await link.click();
    await page.getByRole('heading', {name: /<img src=x/}).waitFor();
    await page.getByText('<b>note</b>').waitFor();
    await page.getByRole('tab', {name: 'Artifacts'}).click();
    await page.getByRole('button', {name: /evil\.html/}).click();
    await page.getByText('<script>window.hacked=1</script>').waitFor();
    await page.getByRole('tab', {name: 'Metrics'}).click();
    await page.locator('.uplot canvas').first().waitFor();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.deepEqual(errors, []);
    await context.close();
  });

  for (const language of ['ko', 'en']) {
    it(`shows comparisons and runs without an error or a barrier (${language})`, async () => {
      const {page, errors, context} = await signedIn(browser, platform, language);
      const few = ids.slice(0, 30).join(',');
      const paths = [
        '/runs', `/runs/compare?runs=${few}`, `/runs/compare?runs=${few}&tab=table`, `/runs/compare?runs=${few}&by=params.lr&x=epoch&smooth=0.6&logy=1`,
        `/runs/compare?runs=${few}&tab=parallel`, `/runs/compare?runs=${few}&tab=scatter`, `/runs/compare?runs=${few}&tab=importance`,
        `/runs/compare?runs=${few}&tab=images`, '/runs/compare', `/runs/compare#runs=${ids.slice(0, 400).join(',')}`,
        ...['', '?tab=metrics', '?tab=system', '?tab=artifacts', '?tab=lineage'].map((tab) => `/runs/${ids[0]}${tab}`),
      ];
      for (const [place, path] of paths.entries()) {
        await page.goto('about:blank');
        await page.goto(platform.url + path);
        await page.locator('h2').first().waitFor();
        await settled(page);
        if (/compare\?runs=[^&]*$|#runs/.test(path)) await page.locator('.uplot canvas').first().waitFor();
        if (/parallel|scatter/.test(path)) await page.locator('main canvas').first().waitFor();
        if (looksAt(language, place)) assert.deepEqual(await barriers(page), [], path);
      }
      assert.deepEqual(errors, []);
      await context.close();
    });
  }
});

/** A run of more points than a chart draws. */
async function fillLong(platform) {
  const wire = (path, body) => platform.api('POST', `/api/2.0/mlflow/${path}`, body);
  const {experiment_id} = await wire('experiments/create', {name: 'long'});
  const {run} = await wire('runs/create', {experiment_id, run_name: 'long', start_time: 1_600_000_000_000});
  for (let from = 0; from < LONG; from += 1000) {
    const metrics = Array.from({length: 1000}, (_, place) => ({key: 'loss', value: Math.sin((from + place) / 7), timestamp: 1, step: from + place}));
    await wire('runs/log-batch', {run_id: run.info.run_id, metrics});
  }
  await wire('runs/update', {run_id: run.info.run_id, status: 'FINISHED', end_time: 1_600_000_100_000});
  return run.info.run_id;
}

/** A run in which everything that can be named is hostile. */
async function fillEvil(platform, experiment) {
  const wire = (path, body) => platform.api('POST', `/api/2.0/mlflow/${path}`, body);
  const {run} = await wire('runs/create', {experiment_id: experiment, run_name: EVIL, start_time: 1_600_000_000_000});
  const id = run.info.run_id;
  await wire('runs/log-batch', {
    run_id: id,
    metrics: [{key: 'loss', value: 'NaN', timestamp: 1, step: 0}, {key: 'loss', value: 'Infinity', timestamp: 2, step: 1}],
    params: [{key: 'html', value: EVIL}],
    tags: [{key: 'html', value: '<script>window.hacked=1</script>'}, {key: 'evil', value: 'yes'}, {key: 'mlflow.note.content', value: '<b>note</b>'}],
  });
  const answer = await fetch(`${platform.url}/api/2.0/mlflow-artifacts/artifacts/${experiment}/${id}/artifacts/evil.html`, {
    method: 'PUT',
    headers: {authorization: `Bearer ${platform.token}`},
    body: '<script>window.hacked=1</script>',
  });
  if (!answer.ok) throw new Error(`artifact: ${answer.status} ${await answer.text()}`);
}
