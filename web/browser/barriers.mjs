import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a reader by keyboard or screen reader could not use, of serious and critical weight. */
export async function barriers(page) {
  await page.evaluate(axe);
  // To describe what is as it should be takes longer than to find what is not.
  const options = {runOnly: ['wcag2a', 'wcag2aa'], resultTypes: ['violations']};
  const found = await page.evaluate((chosen) => window.axe.run(document, chosen), options);
  return found.violations
    .filter((each) => each.impact === 'serious' || each.impact === 'critical')
    .map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(' | ')}`);
}

/**
 * Whether the page at this place of a walk is to be looked at in this language: a walk that is made in both finds the same
 * parts twice, and to look takes as long as all the rest.
 */
export function looksAt(language, place) {
  return place % 2 === (language === 'ko' ? 0 : 1);
}
