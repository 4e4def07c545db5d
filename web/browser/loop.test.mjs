import assert from 'node:assert/strict';
import {dirname, join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {barriers, looksAt} from './barriers.mjs';
import {signedIn, startBrowser, startPlatform} from './platform.mjs';

const digits = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'demo', 'digits', 'digits.zip');
const LONG = 150_000;

describe('the loop, walked in the browser with real handwritten digits', () => {
  let platform;
  let browser;
  let page;
  let errors;
  const paths = {};
  before(async () => {
    platform = await startPlatform();
    browser = await startBrowser();
    ({page, errors} = await signedIn(browser, platform, 'en'));
    page.setDefaultTimeout(30_000);
  });
  after(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const here = () => new URL(page.url()).pathname;
  const button = (name) => page.getByRole('button', {name});

  it('begins with data: an archive becomes a version whose hidden part stays hidden', async () => {
    await page.getByRole('link', {name: 'Put data in'}).click();
    await button('New dataset').first().click();
    await page.getByLabel('Name').fill('digits');
    await button('Make it').click();
    await page.getByRole('combobox', {name: 'Files go into the part'}).click();
    await page.getByRole('option', {name: 'the first folders'}).click();
    await page.locator('input[type=file]').first().setInputFiles(digits);
    await page.getByText('1 of 1 files').waitFor({timeout: 60_000});
    await button('Make the version').click();
    await page.getByRole('row', {name: /^hidden/}).waitFor();
    await page.locator('img.thumbnail').first().waitFor();
    const parts = await page.getByRole('radiogroup', {name: 'Part'}).locator('label').allInnerTexts();
    assert.deepEqual(parts.sort(), ['stream', 'train']);
    paths.dataset = here();
  });

  it('names the problem', async () => {
    await page.getByRole('link', {name: 'Problems'}).click();
    await button('New problem').first().click();
    await page.getByLabel('Name').fill('digits');
    await button('Make it').click();
    await page.getByRole('heading', {name: 'Leaderboard'}).waitFor();
    paths.problem = here();
  });

  it('trains a model with its log and curves before the eyes', async () => {
    await page.getByRole('link', {name: 'New session for this problem'}).click();
    await page.getByLabel('Epochs').fill('6');
    await page.getByLabel('Name').fill('first-try');
    await button('Start the session').click();
    await page.getByRole('heading', {name: 'first-try'}).waitFor();
    paths.session = here();
    await page.setViewportSize({width: 1360, height: 500});
    await page.getByRole('log').getByText('validation_accuracy').first().waitFor({timeout: LONG});
    assert.equal(await page.evaluate(() => window.scrollY), 0, 'the log scrolls its own box, not the page');
    await page.setViewportSize({width: 1360, height: 900});
    await page.locator('.uplot canvas').waitFor({timeout: LONG});
    await page.getByText('succeeded', {exact: true}).first().waitFor({timeout: LONG});
    await page.getByRole('link', {name: 'model/model.onnx'}).waitFor();
  });

  it('has the platform judge it and make it the champion', async () => {
    await page.goto(platform.url + paths.problem);
    await page.getByRole('img', {name: 'Champion', exact: true}).waitFor({timeout: LONG});
    await page.getByText('is the first champion').waitFor();
    await page.getByRole('link', {name: 'digits v1'}).first().click();
    await page.getByText('Judged on the hidden part').waitFor();
    await page.getByRole('link', {name: 'digits v1/train'}).waitFor();
    paths.model = here();
  });

  it('puts the champion to work and reads a drawn digit', async () => {
    await button('Deploy').click();
    await page.getByRole('menuitem', {name: 'at a new endpoint'}).click();
    await page.getByLabel('Name').fill('digits');
    await button('Make it').click();
    await page.getByText('ready', {exact: true}).first().waitFor({timeout: LONG});
    paths.endpoint = here();
    await draw(page);
    await page.getByLabel('Keep this request').check();
    await button('What is it?').click();
    await page.getByText(/^\d with \d/).waitFor();
  });

  it('lets the person correct the answer, and a member accept it into a new version', async () => {
    await button('It is 1').click();
    await page.getByText('Thank you.').waitFor();
    await button('Accept all that wait').click({timeout: 30_000});
    await page.getByRole('link', {name: 'dataset version 2'}).click({timeout: 60_000});
    await page.getByText('feedback-').first().waitFor();
  });

  it('trains again on the larger version with one click', async () => {
    await page.goto(platform.url + paths.model);
    await button('Train again on data version 2').click();
    await page.waitForURL(/\/sessions\/[0-9a-f-]+$/);
    await page.getByText(/version 2/).first().waitFor();
    await button('Stop').click();
    await page.getByRole('dialog').getByRole('button', {name: 'Stop'}).click();
    // An order to stop travels with the next heartbeat; on a quick machine the training may have ended by then.
    await page.getByText(/^(stopped|succeeded)$/).first().waitFor({timeout: LONG});
    assert.deepEqual(errors, []);
  });

  for (const language of ['ko', 'en']) {
    it(`shows every page of a turning loop without an error or a barrier (${language})`, async () => {
      const visit = await signedIn(browser, platform, language);
      const all = ['/', ...Object.values(paths), '/data', '/problems', '/sessions', '/models', '/endpoints'];
      for (const [place, path] of all.entries()) {
        await visit.page.goto(platform.url + path);
        await visit.page.locator('h2').first().waitFor();
        await visit.page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
        if (looksAt(language, place)) assert.deepEqual(await barriers(visit.page), [], path);
      }
      assert.deepEqual(visit.errors, []);
      await visit.context.close();
    });
  }
});

/** A one: a stroke from the top to the bottom of the board. */
async function draw(page) {
  const board = await page.getByRole('img', {name: 'Drawing area'}).boundingBox();
  const x = board.x + board.width / 2;
  await page.mouse.move(x, board.y + 40);
  await page.mouse.down();
  await page.mouse.move(x, board.y + board.height / 2, {steps: 5});
  await page.mouse.move(x, board.y + board.height - 40, {steps: 5});
  await page.mouse.up();
}
