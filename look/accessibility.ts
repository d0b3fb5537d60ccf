import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { type Look, opened, type Written } from './chromium.ts';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

interface Violation {
  id: string;
  impact: string | null;
  help: string;
  nodes: { target: string[] }[];
}

/** What axe finds serious or critical with everything that can be unfolded unfolded, a line each. */
export const accessibilityOf = (browser: Browser, { name, file }: Written, look: Look): Promise<string[]> =>
  opened(
    browser,
    file,
    look,
    async (page) => {
      await page.evaluate(
        'for (const each of document.querySelectorAll("details")) each.open = each.id !== "call-list"',
      );
      await page.evaluate(axe);
      const violations = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, help, nodes }) =>
            `${name}, ${look.width} ${look.mode}: ${id}: ${help} (${nodes.length}, as ${nodes[0]?.target.join(' ')})`,
        );
    },
    true,
  );
