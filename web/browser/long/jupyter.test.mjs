import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {signedIn, startBrowser, startPlatform} from '../platform.mjs';

/** JupyterLab from the package index, behind the platform's own host name. */
describe('a workplace with JupyterLab', () => {
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

  it('opens from its page, and runs what is typed into a notebook', async () => {
    const {page, context} = await signedIn(browser, platform, 'en');
    await page.goto(`${platform.url}/sessions/new-workplace`);
    const notes = {name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('mine')};
    await page.locator('input[type=file]:not([webkitdirectory])').setInputFiles(notes);
    await page.getByText('1 file').waitFor();
    await page.getByRole('button', {name: 'Start the session'}).click();
    const [lab] = await Promise.all([
      context.waitForEvent('page', {timeout: 240_000}),
      page.getByRole('button', {name: 'Open JupyterLab'}).click({timeout: 240_000}),
    ]);
    await lab.getByText('Python 3 (ipykernel)').first().click({timeout: 120_000});
    // Its kernel is long in coming where the machine is busy.
    await lab.getByText('Python 3 (ipykernel) | Idle').waitFor({timeout: 60_000});
    await lab.locator('.jp-Notebook .cm-content').first().click({timeout: 60_000});
    await lab.keyboard.type('6 * 7 + int(open("/proc/self/status").read().find("CapEff:\\t0000000000000000") < 0)');
    await lab.keyboard.press('Shift+Enter');
    const output = lab.locator('.jp-OutputArea-output').first();
    await output.waitFor({timeout: 60_000});
    assert.equal((await output.innerText()).trim(), '42');
    await lab.getByLabel('File Browser Section').getByText('notes.txt').waitFor();
    await context.close();
  });
});
