import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPlainLink } from '#lib/platform/plain-link.ts';
import type { Case } from '#lib/report/case.ts';
import { script } from '#lib/report/page/script.ts';
import { page } from '#lib/report/page.ts';
import { drillCase, notContainedCase, offlineCase, quietCase } from '../unit/report/cases.ts';
import { tagsIn, textOf } from '../unit/report/page/markup.ts';
import { changed } from './page/changed.ts';

const runs = { numRuns: process.env['LONG'] ? 1_000 : 12 };

const hostile = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  '</title></style></script><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '" onfocus="alert(1)" autofocus="',
  '<!-- --> ]]> --!> <![CDATA[',
  'javascript:alert(1)',
  'https://evil.example/<x>',
  '&lt;b&gt; &#60; &amp;amp; &notin',
  '\u202egnp.exe \u2066\u200b\u00ad',
  '\u001b[2J\u001b]8;;http://evil.example\u0007',
  '\u0000\ud800\uffff',
  '<"&\'>\u202e'.repeat(1_700),
];

const bases = [drillCase, notContainedCase, offlineCase, quietCase];
const fewer = (kase: Case): Case => ({ ...kase, calls: kase.calls.slice(-30) });

const benign = bases.flatMap((base) => tagsIn(page(base())));
const elements = new Set(benign.map(({ name }) => name));
const attributes = new Set(benign.flatMap((tag) => Object.keys(tag.attributes)));

/** No element, attribute, script or link that is not ours; nothing hidden or turned around; no endless page. */
const expectHarmless = (markup: string): void => {
  expect(Buffer.byteLength(markup)).toBeLessThan(2_000_000);
  expect(markup.split('<script>')).toHaveLength(2);
  expect(markup).toContain(`<script>${script.markup}</script>`);
  expect(textOf(markup)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
  const links: string[] = [];
  for (const tag of tagsIn(markup)) {
    expect(elements).toContain(tag.name);
    for (const [name, value] of Object.entries(tag.attributes)) {
      expect(attributes).toContain(name);
      expect(name).not.toMatch(/^on|^style$|^src/);
      if (name === 'href') links.push(value);
    }
  }
  expect(links.filter((link) => !/^#[a-z-]+$/.test(link) && !isPlainLink(link))).toEqual([]);
};

describe('whatever strangers wrote', () => {
  test.each(hostile.map((text) => [text.slice(0, 50), text]))('comes out inert: %j', (_, text) => {
    expectHarmless(page(changed(fewer(drillCase()), (value) => `${value}${text}`)));
  });

  test('comes out inert, in front of or behind what else stands there', () => {
    const strange = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(...hostile.slice(0, -1)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...bases), strange, fc.boolean(), (base, text, behind) => {
        const change = (value: string): string => (behind ? `${value}${text}` : `${text}${value}`);
        expectHarmless(page(changed(fewer(base()), change)));
      }),
      runs,
    );
  });

  test.each([
    ['a secret key', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKE'],
    ['a session token', `IQoJb3JpZ2luX2VjE${'Xz9Q'.repeat(40)}`],
    ['a token of GitHub', `ghp_${'a1B2c3D4'.repeat(5)}`],
  ])('shows no secret: %s', (_, secret) => {
    const planted = changed(fewer(drillCase()), (value, name) =>
      // Commands are made of names that were looked at before.
      /^(review|revert|command)$/.test(name) ? value : `${value} ${secret}`,
    );
    expect(JSON.stringify(planted).split(secret).length).toBeGreaterThan(300);
    expect(page(planted)).not.toContain(secret.slice(0, 24));
  });
});
