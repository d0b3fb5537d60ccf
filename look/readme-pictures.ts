import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { opened } from './chromium.ts';

/** So large a picture makes the README slow to load. */
const mostBytes = 200_000;

/** The two pictures of the README: the beginning of the page by day, and when it happened by night. */
export const readmePictures = async (browser: Browser, file: string, folder: string): Promise<string[]> => {
  const verdict = join(folder, 'report-verdict.png');
  const timeline = join(folder, 'report-timeline.png');
  await opened(browser, file, { width: 1200, mode: 'light' }, async (page) => {
    await page.setViewportSize({ width: 1200, height: 860 });
    await page.screenshot({ path: verdict });
  });
  await opened(browser, file, { width: 1440, mode: 'dark' }, async (page) => {
    await page.locator('#timeline').screenshot({ path: timeline });
  });
  return [verdict, timeline].map((path) => {
    const { size } = statSync(path);
    if (size > mostBytes) throw new Error(`${path} has ${size} bytes: more than ${mostBytes}`);
    return `${path}: ${Math.round(size / 1000)} KB`;
  });
};
