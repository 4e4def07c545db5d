import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {barriers} from './barriers.mjs';
import {signedIn, startBrowser, startPlatform} from './platform.mjs';

describe('signing in and the people of a project', () => {
  let platform;
  let browser;
  before(async () => {
    platform = await startPlatform();
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await platform?.stop();
  });

  it('says that name and password do not belong together', async () => {
    const page = await browser.newPage({locale: 'en-US'});
    await page.goto(platform.url);
    await page.fill('input[autocomplete=username]', 'admin');
    await page.fill('input[autocomplete=current-password]', 'not the password');
    await page.keyboard.press('Enter');
    await page.getByText('Name and password do not belong together.').waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.close();
  });

  for (const [language, people] of [
    ['ko', '사람'],
    ['en', 'People'],
  ]) {
    it(`shows every page without an error or a barrier (${language})`, async () => {
      const {page, errors, context} = await signedIn(browser, platform, language);
      assert.equal(await page.getAttribute('html', 'lang'), language);
      for (const path of ['/', '/data', '/problems', '/sessions', '/sessions/new', '/models', '/endpoints', '/people']) {
        await page.goto(platform.url + path);
        await page.locator('h2').first().waitFor();
        await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
        assert.deepEqual(await barriers(page), [], path);
      }
      await page.getByRole('link', {name: people}).waitFor();
      assert.deepEqual(errors, []);
      await context.close();
    });
  }

  it('shows a new token once and revokes it', async () => {
    const {page, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/people`);
    await page.getByLabel('What is it for?').fill('browser test');
    await page.getByRole('combobox', {name: 'May'}).click();
    await page.getByRole('option', {name: 'Me: who I am, my tokens'}).click();
    await page.getByRole('option', {name: 'Data: read'}).click();
    await page.getByRole('button', {name: 'Issue'}).click();
    const secret = await page.locator('code').first().innerText();
    assert.match(secret, /^dure_[\w-]{43}$/);
    const asked = (method, path) =>
      fetch(`${platform.url}/api/v1${path}`, {
        method, headers: {authorization: `Bearer ${secret}`, 'content-type': 'application/json'}, ...(method === 'POST' ? {body: '{}'} : {}),
      });
    assert.equal((await asked('GET', '/me')).status, 200);
    assert.equal((await asked('GET', '/projects/default/datasets')).status, 200);
    assert.equal((await asked('POST', '/projects/default/datasets')).status, 403);
    await page.getByRole('cell', {name: 'Me: who I am, my tokens · Data: read'}).waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('button', {name: 'Revoke: browser test'}).click();
    await page.getByRole('button', {name: 'Revoke: browser test'}).waitFor({state: 'detached'});
    assert.equal((await asked('GET', '/me')).status, 401);
    await context.close();
  });

  it('keeps a secret without showing it again, and allows a host', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/people`);
    await page.getByLabel('Name of the secret').fill('HF_TOKEN');
    await page.getByLabel(/^Value/).fill('never-shown-again');
    await page.getByRole('button', {name: 'Keep the secret'}).click();
    await page.getByText('/run/secrets/HF_TOKEN').waitFor();
    await page.getByRole('combobox', {name: 'Allowed hosts'}).fill('*.example.org');
    await page.keyboard.press('Enter');
    const saved = page.waitForResponse((response) => response.url().endsWith('/network') && response.ok());
    await page.getByRole('button', {name: 'Save', exact: true}).click();
    assert.deepEqual((await (await saved).json()).hosts, ['*.example.org']);
    assert.deepEqual(await barriers(page), []);
    await page.reload();
    await page.getByText('*.example.org', {exact: true}).waitFor();
    assert.ok(!(await page.content()).includes('never-shown-again'));
    await page.getByRole('button', {name: 'Remove the secret: HF_TOKEN'}).click();
    await page.getByText('/run/secrets/HF_TOKEN').waitFor({state: 'detached'});
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('ends at sign-out', async () => {
    const {page, context} = await signedIn(browser, platform, 'en');
    await page.getByRole('button', {name: 'Sign out'}).click();
    await page.getByRole('button', {name: 'Sign in'}).waitFor();
    await context.close();
  });
});
