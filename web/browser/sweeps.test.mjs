import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {barriers} from './barriers.mjs';
import {shot, signedIn, startBrowser, startPlatform} from './platform.mjs';

const LONG = 120_000;
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

/** A folder from the person's desktop, let go over the element once the page is ready to take it. */
async function drop(page, element, folder) {
  const {x, y, width, height} = await element.boundingBox();
  const browser = await page.context().newCDPSession(page);
  const drag = (type) =>
    browser.send('Input.dispatchDragEvent', {
      type, x: x + width / 2, y: y + height / 2, data: {items: [], files: [folder], dragOperationsMask: 1},
    });
  await drag('dragEnter');
  await drag('dragOver');
  await page.locator('[data-accept]').waitFor();
  await drag('drop');
  await browser.detach();
}

describe('programs of one\'s own from the page, and sweeps: the list, the form and the page of each', () => {
  let platform;
  let browser;
  let sweep;
  let folder;
  before(async () => {
    platform = await startPlatform();
    folder = mkdtempSync(join(tmpdir(), 'dure-sweeps-'));
    writeFileSync(join(folder, 'train.py'), "import sys\nprint('over', sys.argv[1:], flush=True)\n");
    writeFileSync(join(folder, '.gitignore'), '*.log\n');
    writeFileSync(join(folder, 'old.log'), 'x');
    mkdirSync(join(folder, '__pycache__'));
    writeFileSync(join(folder, '__pycache__', 'train.pyc'), 'x');
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

  it('runs a program of one\'s own from a folder that was dropped, once its command is right', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'en');
    const box = (name) => page.getByRole('textbox', {name, exact: true});
    const start = page.getByRole('button', {name: 'Start the session'});
    await page.goto(`${platform.url}/sessions/new`);
    await page.getByText('My own program', {exact: true}).click();
    await start.click();
    await page.getByText('Choose the files of the program.').waitFor();
    await page.getByText('Say how the program is started.').waitFor();
    await drop(page, page.getByText('Drop the folder of your program here'), folder);
    await page.getByText('2 files').waitFor();
    await page.getByText('__pycache__', {exact: true}).waitFor();
    await page.getByText('1 file by .gitignore').waitFor();
    assert.equal(await box('Command').inputValue(), 'python3 train.py');

    await box('Name').fill('mine');
    await box('Command').fill('python3 trian.py');
    await start.click();
    await page.getByText('There is no file trian.py among the files. Is train.py meant?').waitFor();
    assert.equal(await box('Command').evaluate((field) => field === document.activeElement), true);
    await page.getByRole('button', {name: 'Show the files'}).click();
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'session-own-en');
    await box('Command').fill('python3 train.py --note "two words"');
    await box('Memory (GB)').fill('0.128');
    await start.click();
    await page.getByRole('heading', {name: 'mine'}).waitFor();
    await page.getByRole('log').getByText("over ['--note', 'two words']").waitFor({timeout: LONG});
    await page.getByText('succeeded', {exact: true}).first().waitFor({timeout: LONG});

    await page.getByRole('link', {name: 'Start one like it'}).click();
    await page.getByText('Like the session mine').waitFor();
    assert.equal(await box('Command').inputValue(), "python3 train.py --note 'two words'");
    await page.getByText('A container image', {exact: true}).click();
    await box('Image').fill('No Image');
    await start.click();
    await page.locator('[data-path=image][aria-invalid=true]').waitFor();
    assert.equal(await box('Name').inputValue(), 'mine');
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'session-like-en');
    assert.deepEqual(errors.filter((error) => !/400 .*\/sessions$/.test(error)), []);
    await context.close();
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

  it('takes a folder that was chosen and asks for what may vary, in Korean, saying what is wrong', async () => {
    const {page, errors, context} = await signedIn(browser, platform, 'ko');
    await page.goto(`${platform.url}/sessions/new?runs=own`);
    await page.locator('input[webkitdirectory]').setInputFiles(folder);
    await page.getByText('파일 2개').waitFor();
    await page.getByRole('button', {name: /^더 보기/}).click();
    await page.getByRole('button', {name: '환경 변수 추가'}).click();
    await page.getByRole('button', {name: '세션 시작'}).waitFor();
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'session-own-ko');
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

    await page.getByRole('textbox', {name: '구성원', exact: true}).fill('4');
    const highest = page.getByRole('group', {name: 'lr'}).first().getByRole('textbox', {name: '최대'});
    await highest.fill('0');
    await page.getByRole('button', {name: '매개변수 추가'}).click();
    await page.getByRole('combobox', {name: '매개변수', exact: true}).last().fill('lr');
    await page.getByRole('button', {name: '탐색 시작'}).click();
    await page.getByText('최소보다 커야 합니다').waitFor();
    await page.getByText('다른 매개변수의 이름입니다').waitFor();
    assert.equal(await highest.evaluate((field) => field === document.activeElement), true);
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'sweep-space-ko');
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
    assert.equal(await box('Command').inputValue(), "python3 train.py --note 'two words'");
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
