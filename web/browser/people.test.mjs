import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {barriers, looksAt} from './barriers.mjs';
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
      const paths = [
        '/', '/data', '/problems', '/sessions', '/sessions/new', '/models', '/endpoints', '/people', '/people?tab=own', '/people?tab=installation',
      ];
      for (const [place, path] of paths.entries()) {
        await page.goto(platform.url + path);
        await page.locator('h2').first().waitFor();
        await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
        if (looksAt(language, place)) assert.deepEqual(await barriers(page), [], path);
      }
      await page.getByRole('link', {name: people}).waitFor();
      assert.deepEqual(errors, []);
      await context.close();
    });
  }

  it('shows a new token once and revokes it', async () => {
    const {page, context} = await signedIn(browser, platform, 'en');
    await page.getByRole('link', {name: 'admin', exact: true}).click();
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

  it('makes an account and a project, whose new member signs in and changes the password', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/people?tab=installation`);
    await page.getByLabel('Account name').fill('kim');
    await page.getByRole('button', {name: 'Make the account'}).click();
    await page.getByText('Password of kim').waitFor();
    const made = await page.locator('code').innerText();
    await page.getByRole('button', {name: 'New password: kim'}).click();
    await page.waitForFunction((before) => ![undefined, before].includes(document.querySelector('code')?.textContent), made);
    const password = await page.locator('code').innerText();
    assert.match(password, /^[\w-]{20}$/);
    await page.getByRole('textbox', {name: 'Project'}).fill('vision');
    await page.getByRole('combobox', {name: 'Organisation'}).fill('Lab');
    await page.getByRole('combobox', {name: 'Unit'}).fill('Images');
    await page.getByRole('button', {name: 'Make the project'}).click();
    await page.getByRole('cell', {name: 'vision'}).waitFor();
    await page.goto(`${platform.url}/people`);
    await page.getByRole('combobox', {name: 'Project'}).click();
    await page.getByRole('option', {name: 'vision'}).click();
    await page.getByRole('textbox', {name: 'Account'}).fill('kim');
    await page.getByRole('button', {name: 'Add a member'}).click();
    await page.getByRole('cell', {name: 'kim', exact: true}).waitFor();
    assert.deepEqual(errors, []);
    await context.close();

    const own = await signedIn(browser, {...platform, admin: 'kim', password}, 'en');
    await own.page.getByRole('link', {name: 'kim', exact: true}).click();
    assert.equal(await own.page.getByRole('tab', {name: 'Installation'}).count(), 0);
    assert.equal(await own.page.getByRole('combobox', {name: 'Project'}).inputValue(), 'vision');
    await own.page.fill('input[autocomplete=current-password]', password);
    const [next, again] = await own.page.locator('input[autocomplete=new-password]').all();
    await next.fill('my own words');
    await again.fill('my own word');
    await own.page.getByRole('button', {name: 'Change the password'}).click();
    await own.page.getByText('The two are not the same.').waitFor();
    await again.fill('my own words');
    await own.page.getByRole('button', {name: 'Change the password'}).click();
    await own.page.getByRole('button', {name: 'Sign in'}).waitFor();
    await own.context.close();
    await (await signedIn(browser, {...platform, admin: 'kim', password: 'my own words'}, 'en')).context.close();
  });

  it('ends at sign-out', async () => {
    const {page, context} = await signedIn(browser, platform, 'en');
    await page.getByRole('button', {name: 'Sign out'}).click();
    await page.getByRole('button', {name: 'Sign in'}).waitFor();
    await context.close();
  });
});
