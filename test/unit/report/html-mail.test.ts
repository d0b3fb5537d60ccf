import { describe, expect, it } from 'vitest';
import { investigationHtmlMail } from '#lib/report/html-mail.ts';
import { cases, drillCase, incidentOf, quietCase } from './cases.ts';
import { key } from './found.ts';

describe('the second mail as HTML', () => {
  it('tells what it did, made and came to, from where, up to when, and what to do', () => {
    const { subject, html } = investigationHtmlMail(drillCase());
    expect(subject).toMatch(new RegExp(`^Leaked key ${key}`));
    for (const heading of [
      'What now',
      'What it did, the worst first',
      'What it made, and is still there',
      'What it changed and did not make',
      'What came from it',
      'Used from',
      'Up to when this is known',
    ])
      expect(html).toContain(`>${heading}`);
    expect(html).toContain('<strong>INCOMPLETE</strong>');
    expect(html).toContain('s3://acme-incidents/');
  });

  it('says first what is still open, and is green only where nothing is', () => {
    const headOf = (html: string): string | undefined => /class="pad" bgcolor="(#\w+)"/.exec(html)?.[1];
    const open = investigationHtmlMail(drillCase()).html;
    expect(open.indexOf('<strong>STILL OPEN</strong>')).toBeLessThan(open.indexOf('>What now'));
    expect(open).toContain('<strong>STILL OPEN</strong>');
    const contained = investigationHtmlMail(quietCase()).html;
    expect(headOf(contained)).toBe('#1a7f37');
    expect(headOf(open)).toBe('#b3261e');
    const kase = quietCase();
    const lost = { ...kase, incident: incidentOf({ status: 'not-contained' as const }) };
    expect(investigationHtmlMail(lost).html).toContain('for the first time, and not so now');
    expect(contained).not.toContain('not so now');
  });

  it('draws a bar for each address, as long as its share of the calls', () => {
    const { html } = investigationHtmlMail(drillCase());
    const bars = html.split('>Used from')[1]?.split('Up to when')[0] ?? '';
    expect(bars.match(/class="worked" width="\d+%"/g)?.length).toBeGreaterThan(2);
    expect(bars).toContain('class="worked" width="100%"');
  });

  it('has no section about what was not found', () => {
    const { html } = investigationHtmlMail(quietCase());
    expect(html).not.toContain('What it did, the worst first');
    expect(html).not.toContain('Used from');
    expect(html).toContain('no call found');
  });

  it.each(Object.entries(cases))('is small, and made of tables, of the case %s', (_, make) => {
    const { html } = investigationHtmlMail(make());
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
    expect(html).not.toMatch(/<(?:script|svg|img|link|iframe|form)\b|url\(|@import| on\w+=/i);
  });
});
