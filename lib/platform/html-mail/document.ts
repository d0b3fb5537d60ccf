import { constant, type Html, html, styleSheet } from '../html.ts';

/** How pressing a mail is: the colour of its head. What it says stands there in words, too. */
export type Tone = 'open' | 'stopped' | 'quiet';

const heads = { open: '#b3261e', stopped: '#1a7f37', quiet: '#44546a' } as const satisfies Record<
  Tone,
  string
>;

// Colours stand in the markup for programs that know no style sheet; this is for the dark, and for a telephone.
const sheet = styleSheet(
  [
    ':root{color-scheme:light dark;supported-color-schemes:light dark}',
    '@media (max-width:480px){.pad{padding-left:14px!important;padding-right:14px!important}',
    '.label,.fact{display:block!important;width:auto!important}.label{padding-bottom:0!important}}',
    '@media (prefers-color-scheme:dark){',
    '.page{background:#0d1117!important}.card{background:#161b22!important}',
    '.ink{color:#e6edf3!important}.dim{color:#9da7b3!important}',
    '.code{background:#0d1117!important;color:#e6edf3!important;border-color:#30363d!important}',
    '.line{border-color:#30363d!important}.track{background:#30363d!important}',
    '.worked{background:#6ea8fe!important}.vain{background:#8b949e!important}.link{color:#6ea8fe!important}}',
  ].join(''),
);

const doctype = constant`<!DOCTYPE html>`;

export interface HtmlMail {
  /** Inert text. */
  title: string;
  tone: Tone;
  /** Above the title, small: `Tourniquet · incident AKIA…-1`. */
  kicker: string;
  sections: readonly Html[];
  /** In the last line, small. */
  foot: string;
}

/**
 * A mail as one document: tables with their styles beside them, nothing that has to be fetched, light and dark, as wide
 * as a telephone or a column of 640 pixels.
 */
export const htmlMail = ({ title, tone, kicker, sections, foot }: HtmlMail): string =>
  html`${doctype}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${title}</title><style>${sheet}</style></head>
<body class="page" style="margin:0;padding:0;background:#f3f4f6">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f4f6"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="card ink" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:640px;background:#ffffff;color:#1f2328;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.45;text-align:left">
<tr><td class="pad" bgcolor="${heads[tone]}" style="padding:18px 24px;color:#ffffff"><div style="font-size:13px;color:#ffffff">${kicker}</div><h1 style="margin:4px 0 0;font-size:19px;line-height:1.35;font-weight:600;color:#ffffff;overflow-wrap:anywhere">${title}</h1></td></tr>
${sections}
<tr><td class="pad dim" style="padding:14px 24px 18px;font-size:13px;color:#57606a;overflow-wrap:anywhere">${foot}</td></tr>
</table></td></tr></table></body></html>
`.markup;

/** A part of a mail under a heading; without one where it is empty. */
export const mailSection = (heading: string, content: Html | readonly Html[]): Html =>
  html`<tr><td class="pad line" style="padding:16px 24px 14px;border-bottom:1px solid #d8dee4">${heading !== '' && html`<h2 class="ink" style="margin:0 0 8px;font-size:15px;line-height:1.4;font-weight:600;color:#1f2328">${heading}</h2>`}${content}</td></tr>
`;
