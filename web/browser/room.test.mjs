import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {barriers} from './barriers.mjs';
import {signedIn, startBrowser, startPlatform} from './platform.mjs';

const LONG = 120_000;
// Keeps a slot until it is stopped.
const PROGRAM = "import time\nprint('up', flush=True)\ntime.sleep(3000)\n";

describe('the room at a glance, while sessions run and wait', () => {
  let platform;
  let browser;
  let folder;
  const names = [];
  before(async () => {
    platform = await startPlatform();
    folder = mkdtempSync(join(tmpdir(), 'dure-room-'));
    writeFileSync(join(folder, 'main.py'), PROGRAM);
    const {items} = await platform.api('GET', '/api/v1/slots');
    await platform.api('PUT', '/api/v1/prices', {kind: 'CPU', per_hour: 36000});
    for (let i = 0; i <= items.length; i++) {
      names.push(`train-${i}`);
      await platform.dure('run', '--name', `train-${i}`, '--memory', '128m', folder, '--', 'python3', 'main.py');
    }
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await platform?.stop();
    rmSync(folder, {recursive: true, force: true});
  });

  it('shows who holds what, who waits and what would change that', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/room`);
    await page.getByRole('link', {name: /^train-0 · / }).first().waitFor({timeout: LONG});
    await page.getByRole('progressbar', {name: 'Memory'}).first().waitFor();
    const waiting = page.getByRole('row', {name: new RegExp(names.at(-1))});
    await waiting.getByText(/unknown: too few sessions/).waitFor({timeout: LONG});
    await waiting.getByText(/waits for a free CPU slot/).waitFor();
    await page.getByRole('button', {name: `What if ${names.at(-1)} asked for less?`}).click();
    await page.getByRole('dialog').getByText('as it is').waitFor({timeout: LONG});
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('lets an administrator set a quota, which stands in the rules', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/room?tab=shares`);
    await page.getByRole('button', {name: 'Share of default'}).click();
    await page.getByLabel('CPU slots at once').fill('77');
    await page.getByRole('button', {name: 'Save'}).click();
    await page.getByRole('dialog').waitFor({state: 'detached'});
    await page.getByText(/ of 77/).waitFor();
    await page.goto(`${platform.url}/room?tab=rules`);
    await page.getByRole('cell', {name: '77'}).waitFor();
    await page.getByText(/₩36,000/).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('hands out what was used as CSV', async () => {
    const {page, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/room?tab=usage`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', {name: 'CSV'}).click()]);
    assert.match(download.suggestedFilename(), /^usage-.*\.csv$/);
    await context.close();
  });

  for (const language of ['ko', 'en']) {
    it(`shows every part of the room without an error or a barrier (${language})`, async () => {
      const {page, errors, context} = await signedIn(browser, platform, language);
      for (const tab of ['now', 'history', 'usage', 'shares', 'scheduling', 'rules']) {
        await page.goto(`${platform.url}/room?tab=${tab}`);
        await page.locator('h2').first().waitFor();
        await page.locator('[role=tabpanel] h3').first().waitFor({timeout: LONG});
        await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
        if (process.env.SCREENSHOTS) {
          mkdirSync(process.env.SCREENSHOTS, {recursive: true});
          await page.screenshot({path: join(process.env.SCREENSHOTS, `room-${tab}-${language}.png`), fullPage: true});
        }
        assert.deepEqual(await barriers(page), [], tab);
      }
      assert.deepEqual(errors, []);
      await context.close();
    });
  }
});
