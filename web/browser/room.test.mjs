import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {barriers, looksAt} from './barriers.mjs';
import {shot, signedIn, startBrowser, startPlatform} from './platform.mjs';

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
    await page.getByText(/^local has \d+ GPU slots and \d+ CPU slots on one node, and .* for all its sessions together\.$/).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('lets an administrator add a cluster, tells at each field what is wrong and live why it does not answer', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/room?tab=pools`);
    await page.getByText('Sessions run on this machine alone.').waitFor();
    await page.getByRole('link', {name: 'Add a Kubernetes cluster'}).click();
    const box = (name) => page.getByRole('textbox', {name, exact: true});
    await box('Name').fill('local');
    await page.getByLabel('by its address').check();
    await box('API server').fill('http://127.0.0.1:1');
    await box('File with the token').fill('/nowhere/token');
    await box('Namespace').fill('research');
    await box('Shared folder').fill('here');
    await box('Claim of the volume').fill('dure');
    await box("This server's address").fill(platform.url);
    await box('Image').fill('example.org/dure-node:1');
    await page.getByRole('button', {name: 'Kueue'}).click();
    await box('Priority boost').fill('5');
    await page.getByRole('button', {name: 'Kueue'}).click();
    await page.getByRole('button', {name: 'Add the pool'}).click();
    await page.getByText('There is a pool of this name already.').waitFor();
    await box('Name').fill('kube');
    await page.getByRole('button', {name: 'Add the pool'}).click();
    await page.getByText(/must be an absolute path .* not here/).waitFor();
    await page.getByText("is Kueue's: name its queue").waitFor();
    assert.equal(await box('Shared folder').evaluate((field) => field === document.activeElement), true);
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'pool-errors-en');
    await box('Shared folder').fill('/nowhere');
    await box('Priority boost').fill('');
    await page.keyboard.press('Enter');

    await page.getByRole('status').getByText('does not answer').waitFor({timeout: LONG});
    await page.getByText('cannot read /nowhere/token').waitFor();
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'pool-away-en');
    await page.getByRole('button', {name: 'Nodes and GPUs; sessions on several nodes'}).click();
    await page.getByRole('button', {name: 'Add: Labels of the nodes'}).click();
    await box('Label').fill('kind');
    await box('Value').fill('gpu');
    await page.getByRole('switch', {name: 'Sessions on several nodes'}).press('Space');
    await page.getByRole('button', {name: 'Save the settings'}).click();
    await page.getByText('Saved.').waitFor();
    const {settings} = await platform.api('GET', '/api/v1/pools/kube');
    assert.equal(settings.gang_network, 'pod');
    assert.deepEqual(settings.node_labels, {kind: 'gpu'});
    assert.equal(settings.shared_folder, '/nowhere');
    const rules = await context.newPage();
    await rules.goto(`${platform.url}/room?tab=rules`);
    await rules.getByText('kube has no node that answers now: nothing starts there.').waitFor();
    await rules.close();

    await page.getByRole('button', {name: 'Close'}).click();
    await page.getByText('The pool is closed').waitFor();
    await page.getByRole('button', {name: 'Remove', exact: true}).click();
    await page.getByRole('dialog').getByRole('button', {name: 'Remove', exact: true}).click();
    await page.getByText('Sessions run on this machine alone.').waitFor();
    assert.deepEqual(errors.filter((error) => !/400 .*\/pools\/kube$/.test(error)), []);
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
      for (const [place, tab] of ['now', 'history', 'usage', 'shares', 'pools', 'scheduling', 'rules'].entries()) {
        await page.goto(`${platform.url}/room?tab=${tab}`);
        await page.locator('h2').first().waitFor();
        await page.locator('[role=tabpanel] h3').first().waitFor({timeout: LONG});
        await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
        await shot(page, `room-${tab}-${language}`);
        if (looksAt(language, place)) assert.deepEqual(await barriers(page), [], tab);
      }
      for (const [place, part] of ['new?engine=SLURM', 'new?engine=KUBERNETES', 'local'].entries()) {
        await page.goto(`${platform.url}/room/pools/${part}`);
        await page.locator('form, main section h3').first().waitFor({timeout: LONG});
        await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
        await shot(page, `pool-${part.replace(/\W+/, '-')}-${language}`);
        if (looksAt(language, place)) assert.deepEqual(await barriers(page), [], part);
      }
      assert.deepEqual(errors, []);
      await context.close();
    });
  }
});
