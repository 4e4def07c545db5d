import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {barriers} from './barriers.mjs';
import {signedIn, startBrowser, startPlatform} from './platform.mjs';

const SPACE = [
  {name: 'lr', type: 'LOG_UNIFORM', low: 0.0001, high: 1},
  {name: 'act', type: 'CHOICE', values: ['relu', 'tanh']},
  {name: 'slope', type: 'UNIFORM', low: 0, high: 1, when: {act: ['relu']}},
];

describe('sweeps: the list, the form and the page of each', () => {
  let platform;
  let browser;
  let sweep;
  before(async () => {
    platform = await startPlatform();
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
    assert.deepEqual(errors, []);
    await context.close();
  });
});
