import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** How a page is looked at. */
export interface Look {
  /** Pixels of CSS: a desktop or a phone. */
  width: number;
  mode: 'light' | 'dark';
}

/** A page on this machine. */
export interface Written {
  name: string;
  file: string;
}

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Where a Chromium is, `CHROMIUM` first; undefined where there is none. */
export const chromiumAt = (): string | undefined =>
  [process.env['CHROMIUM'], ...places].find((place) => place !== undefined && existsSync(place));

/** Our own pages alone are opened: the sandbox, which needs rights that containers lack, would protect from nothing. */
export const startChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      // Letters in shades of grey make pictures half as large.
      '--disable-lcd-text',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/**
 * Opens a page for a while.
 * @param bypassCSP lets a checker run in it, which the page's own policy forbids
 */
export const opened = async <T>(
  browser: Browser,
  file: string,
  { width, mode }: Look,
  use: (page: Page) => Promise<T>,
  bypassCSP = false,
): Promise<T> => {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme: mode,
    bypassCSP,
  });
  try {
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) problems.push(`it asks for ${request.url()}`);
    });
    await page.goto(`file://${file}`);
    const result = await use(page);
    if (problems.length > 0) throw new Error(`${file}: ${problems.join('; ')}`);
    return result;
  } finally {
    await context.close();
  }
};
