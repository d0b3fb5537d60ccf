import { describe, expect, it } from 'vitest';
import { html } from '#lib/report/html.ts';

describe('a template of HTML', () => {
  it('escapes whatever is put into it, and keeps what was made by a template', () => {
    const name = `<b title="x">'&`;
    expect(html`<p title="${name}">${[html`<b>${name}</b>`, ' ', 3, undefined, false]}</p>`.markup).toBe(
      '<p title="&lt;b title=&quot;x&quot;&gt;&#39;&amp;"><b>&lt;b title=&quot;x&quot;&gt;&#39;&amp;</b> 3</p>',
    );
  });

  it('makes text inert: terminal sequences, overrides of direction, line breaks, addresses, length', () => {
    expect(html`${'\u001b[31mred\u202e\r\nhttps://x.test'}`.markup).toBe('red https[:]//x.test');
    expect([...html`${'a'.repeat(10_000)}`.markup].length).toBe(400);
  });
});
