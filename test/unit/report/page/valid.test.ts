import { createHash } from 'node:crypto';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { describe, expect, it } from 'vitest';
import type { Case } from '#lib/report/case.ts';
import { page } from '#lib/report/page.ts';
import { cases } from '../cases.ts';
import { tagsIn } from './markup.ts';

const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ['html-validate:recommended'],
    rules: {
      // A title names the key and its owner, so that a tab can be told from another.
      'long-title': ['error', { maxlength: 160 }],
      // What scrolls by itself must be reached with the keyboard, and is no part of the outline.
      'prefer-native-element': ['error', { exclude: ['region'] }],
    },
  }),
);

/** So many calls say as much of the markup as thousands do. */
const fewer = (kase: Case): Case => ({ ...kase, calls: kase.calls.slice(0, 40) });

describe.each(Object.entries(cases))('the page of the case %s', (_, make) => {
  const markup = page(fewer(make()));
  const tags = tagsIn(markup);

  it('is valid HTML', async () => {
    const { results } = await validator.validateString(markup);
    const messages = results.flatMap((result) =>
      result.messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
    );
    expect(messages).toEqual([]);
  });

  it('has one first heading, and no heading that skips a rank', () => {
    const ranks = tags.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name.slice(1))] : []));
    expect(ranks.filter((rank) => rank === 1)).toHaveLength(1);
    expect(ranks.filter((rank, index) => rank > (ranks[index - 1] ?? 0) + 1)).toEqual([]);
  });

  it('has a caption in each table and a scope in each head of a row or column', () => {
    const count = (name: string): number => tags.filter((tag) => tag.name === name).length;
    expect(count('caption')).toBe(count('table'));
    const heads = tags.filter(({ name }) => name === 'th');
    expect(heads.filter(({ attributes }) => !/^(row|col)$/.test(attributes['scope'] ?? ''))).toEqual([]);
  });

  it('leads with every link of its contents somewhere', () => {
    const ids = new Set(tags.flatMap(({ attributes }) => attributes['id'] ?? []));
    const anchors = tags.flatMap(({ attributes }) =>
      attributes['href']?.startsWith('#') ? [attributes['href'].slice(1)] : [],
    );
    expect(anchors.length).toBeGreaterThan(15);
    expect(anchors.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('fetches nothing, and lets its one script run and no other', () => {
    const fetching = tags.filter(
      ({ name, attributes }) =>
        /^(link|img|iframe|object|embed|base|form|image|video|audio|source)$/.test(name) ||
        'src' in attributes,
    );
    expect(fetching).toEqual([]);
    const scripts = [...markup.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = '']) => script);
    expect(scripts).toHaveLength(1);
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64');
    const policy = tags.find(({ attributes }) => attributes['http-equiv'])?.attributes['content'] ?? '';
    const said = policy.replaceAll('&#39;', "'").split('; ');
    expect(said).toEqual([
      "default-src 'none'",
      "style-src 'unsafe-inline'",
      `script-src 'sha256-${hash}'`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });
});
