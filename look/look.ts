import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { page } from '#lib/report/page.ts';
import { cases } from '#test/unit/report/cases.ts';
import { accessibilityOf } from './accessibility.ts';
import { chromiumAt, startChromium } from './chromium.ts';
import { readmePictures } from './readme-pictures.ts';
import { screenshotsOf } from './screenshots.ts';

/**
 * `npm run look`: every kind of page as HTML and as pictures, to be looked at, each checked for accessibility with axe,
 * and the two pictures of the README; `npm run look -- drill quiet` for some alone. Exits 1 where axe finds something serious. Without Chromium the HTML alone.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, '.look');
const looks = [1440, 390].flatMap((width) => (['light', 'dark'] as const).map((mode) => ({ width, mode })));

mkdirSync(folder, { recursive: true });
const asked = process.argv.slice(2);
const chosen = Object.entries(cases).filter(([name]) => asked.length === 0 || asked.includes(name));
const pages = chosen.map(([name, make]) => {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, page(make()));
  return { name, file };
});
console.log(`${pages.length} pages are in ${folder}`);

const executable = chromiumAt();
if (executable === undefined) {
  console.log(
    'No Chromium is found (CHROMIUM may name one): no pictures, and nothing was checked for accessibility.',
  );
} else {
  const browser = await startChromium(executable);
  const serious: string[] = [];
  for (const each of pages)
    for (const look of looks) {
      await screenshotsOf(browser, each, look, folder);
      serious.push(...(await accessibilityOf(browser, each, look)));
    }
  console.log(serious.length === 0 ? 'axe finds nothing serious.' : serious.join('\n'));
  process.exitCode = serious.length === 0 ? 0 : 1;
  const drill = pages.find(({ name }) => name === 'drill');
  if (drill)
    for (const line of await readmePictures(browser, drill.file, join(root, 'docs/pictures')))
      console.log(line);
  await browser.close();
}
