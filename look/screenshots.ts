import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type Look, opened, type Written } from './chromium.ts';

/** The whole page as a picture; it must not be wider than the screen. */
export const screenshotsOf = (
  browser: Browser,
  { name, file }: Written,
  look: Look,
  folder: string,
): Promise<void> =>
  opened(browser, file, look, async (page) => {
    await page.screenshot({ path: join(folder, `${name}-${look.width}-${look.mode}.png`), fullPage: true });
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > look.width) throw new Error(`${name} is ${width} pixels wide on a screen of ${look.width}`);
  });
