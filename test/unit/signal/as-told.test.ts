import { expect, it } from 'vitest';
import { factLines } from '#lib/containment/mail/facts.ts';
import { chatMessage } from '#lib/destinations/chat-message.ts';
import { linkOf } from '#lib/destinations/words.ts';
import { page } from '#lib/report/page.ts';
import { asTold } from '#lib/signal/as-told.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { githubSignal, incidentOf, quietCase } from '../report/cases.ts';

const claimed: LeakSignal = {
  id: 'scanner:1',
  source: 'scanner',
  certainty: 'claimed',
  accessKeyId: githubSignal.accessKeyId ?? '',
  where: 'somewhere',
  url: 'https://github.com.evil.example/acme/shop/security/secret-scanning/7',
  reportedAt: '1970-01-01T00:00:00.000Z',
};

it('tells what is proven, and what a person said, before what anybody on the bus claims', () => {
  const asked: LeakSignal = { ...claimed, id: 'm', source: 'manual', reportedAt: '2026-03-01T09:00:00.000Z' };
  expect(asTold([claimed, githubSignal, asked]).map(({ source }) => source)).toEqual([
    'manual',
    'github',
    'scanner',
  ]);
});

it('gives people the link of the alert to click, whatever time a scanner names', () => {
  const incident = incidentOf({ signals: [claimed, githubSignal] });
  const { url = '' } = githubSignal;
  expect(linkOf(incident)).toBe(url);
  expect(chatMessage(incident).content.description).toContain('acme/shop: config');
  const facts = factLines(incident).join('\n');
  expect(facts).toContain(`acme/shop: config/aws.env line 3\n          ${url}`);
  expect(facts).not.toContain('evil.example');
  const markup = page({ ...quietCase(), incident });
  expect(markup.indexOf(url)).toBeLessThan(markup.indexOf('evil.example'));
});
