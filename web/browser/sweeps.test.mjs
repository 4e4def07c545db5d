import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {barriers} from './barriers.mjs';
import {shot, signedIn, startBrowser, startPlatform} from './platform.mjs';

const SPACE = [
  {name: 'lr', type: 'LOG_UNIFORM', low: 0.0001, high: 1},
  {name: 'act', type: 'CHOICE', values: ['relu', 'tanh']},
  {name: 'slope', type: 'UNIFORM', low: 0, high: 1, when: {act: ['relu']}},
];

/** From a list that opens when its field is clicked. */
async function choose(page, field, option) {
  await page.getByRole('combobox', {name: field, exact: true}).click();
  await page.getByRole('option', {name: option}).click();
}

describe('sweeps: the list, the form and the page of each', () => {
  let platform;
  let browser;
  let sweep;
  let folder;
  before(async () => {
    platform = await startPlatform();
    folder = mkdtempSync(join(tmpdir(), 'dure-sweeps-'));
    writeFileSync(join(folder, 'train.py'), "print('over', flush=True)\n");
    await platform.dure('run', '--name', 'mine', '--memory', '128m', folder, '--', 'python3', 'train.py');
    sweep = await platform.api('POST', '/api/v1/projects/default/sweeps', {
      name: 'plane', parameters: SPACE, trials: 30, seed: 1, objective: {direction: 'MINIMIZE'},
    });
    for (let number = 0; number < 25; number++) {
      const trial = await platform.api('POST', `/api/v1/sweeps/${sweep.id}/trials`, {});
      const value = Math.abs(Math.log10(trial.parameters.lr) + 2) + (trial.parameters.act === 'tanh' ? 0 : 0.5);
      await platform.api('POST', `/api/v1/sweeps/${sweep.id}/trials/${number}/tell`, {value: number === 7 ? null : value});
    }
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await platform?.stop();
    rmSync(folder, {recursive: true, force: true});
  });

  it('shows how far a search has come, its points and what matters, and pauses, stops and resumes it', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.getByRole('link', {name: 'Sweeps'}).click();
    await page.getByRole('link', {name: 'plane'}).click();
    await page.getByText('25/30').waitFor();
    await page.getByText('only where act = relu').waitFor();
    await page.getByRole('img', {name: 'Best value after so many trials'}).waitFor();
    await page.getByRole('img', {name: 'Parallel coordinates'}).locator('canvas').first().waitFor();
    await page.getByRole('cell', {name: 'lr', exact: true}).first().waitFor();
    await page.getByText('told to have failed').waitFor();
    assert.equal(await page.locator('section', {hasText: 'Trials'}).last().locator('tbody tr').count(), 25);
    assert.deepEqual(await barriers(page), []);

    await page.getByRole('button', {name: 'Pause'}).click();
    await page.getByText('paused by admin').waitFor();
    await page.getByRole('button', {name: 'Stop'}).click();
    await page.getByRole('dialog').getByRole('button', {name: 'Stop'}).click();
    await page.getByText('stopped by admin').waitFor();
    await page.getByRole('button', {name: 'Archive'}).click();
    await page.getByRole('button', {name: 'Take back from the archive'}).waitFor();
    await page.getByRole('button', {name: 'Resume'}).click();
    await page.getByLabel('Trials in all').fill('40');
    await page.getByRole('dialog').getByRole('button', {name: 'Resume'}).click();
    await page.getByText('25/40').waitFor();
    await page.getByText('resumed by admin').waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('asks for what may vary, and says in Korean what is wrong', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'ko');
    await page.goto(`${platform.url}/sweeps`);
    await page.getByRole('link', {name: '새 탐색'}).click();
    await page.getByRole('button', {name: '매개변수 추가'}).click();
    await page.getByRole('group', {name: 'batch-size'}).waitFor();
    await page.getByRole('button', {name: 'batch-size 빼기'}).click();
    assert.equal(await page.getByRole('group', {name: 'batch-size'}).count(), 0);
    assert.deepEqual(await barriers(page), []);

    await choose(page, '알고리즘', 'PBT (집단)');
    await page.getByText('레시피로는 집단을 만들 수 없습니다.').waitFor();
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'sweep-recipe-ko');
    await choose(page, '프로그램', /^mine \(/);
    await page.getByText('레시피로는 집단을 만들 수 없습니다.').waitFor({state: 'detached'});
    await page.getByRole('textbox', {name: '지표', exact: true}).fill('loss');
    await page.getByRole('textbox', {name: '구성원', exact: true}).fill('30');
    await page.getByRole('button', {name: '탐색 시작'}).click();
    await page.getByText('집단의 구성원 수 이상이어야 합니다').waitFor();
    assert.equal(await page.getByRole('textbox', {name: '시도', exact: true}).evaluate((field) => field === document.activeElement), true);
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'sweep-population-ko');
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('starts a population of a program of one\'s own from its session, with its rules beside', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/sessions`);
    await page.getByRole('link', {name: 'mine'}).click();
    await page.getByRole('link', {name: 'Search its parameters'}).click();
    const box = (name) => page.getByRole('textbox', {name, exact: true});
    await page.getByText('Data, image, variables, secrets, time limit and retries are those of that session.').waitFor();
    assert.equal(await box('Command, a word a line').inputValue(), 'python3\ntrain.py');
    await box('Name').fill('bred');
    await box('Metric').fill('loss');
    await choose(page, 'Algorithm', 'PBT (population)');
    await page.getByText('It searches for a schedule of settings').waitFor();
    await box('Members').fill('4');
    await box('Steps between rungs').fill('3');
    await box('Replaced at a rung').fill('30');
    await box('Drawn anew').fill('10');
    await box('Trials').fill('8');
    await page.getByText(/^4 members begin\. Every 3 steps up to 2 of the worst .* leave 4 copies\.$/).waitFor();
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'sweep-population-en');
    await page.getByRole('button', {name: 'Start the sweep'}).click();
    await page.getByText('a population of 4: every 3 steps the worst 30').waitFor();
    const {items} = await platform.api('GET', '/api/v1/projects/default/sweeps');
    const made = items.find((each) => each.name === 'bred');
    assert.deepEqual(made.population, {metric: 'loss', direction: 'MINIMIZE', size: 4, every: 3, share: 0.3, resample: 0.1});
    await platform.api('POST', `/api/v1/sweeps/${made.id}/stop`);
    assert.deepEqual(errors, []);
    await context.close();
  });
});
