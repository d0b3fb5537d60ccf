import { aboutOf } from '#lib/containment/mail/credential.ts';
import type { Case } from './case.ts';
import { type Html, html, styleSheet, verbatim } from './html.ts';
import { grouped } from './layout.ts';
import { contents, foldedContents, sideContents } from './page/contents.ts';
import { redacted } from './page/redacted.ts';
import { policy, script } from './page/script.ts';
import type { PageSection } from './page/section.ts';
import { sections } from './page/sections.ts';
import { standOf } from './page/stand.ts';
import { pageCss } from './page/style.ts';
import { sprite } from './page/tone.ts';
import { verdict } from './page/verdict.ts';
import { time } from './page/words.ts';
import { picturesCss } from './pictures.ts';
import { subjectStart } from './subject.ts';

/**
 * A case as one HTML document, for whoever opens it at 09:00: it fetches nothing, is readable without scripts, in light
 * and dark, on a phone and on paper. It claims only what was read back, holds no secret, and stays below 5 MB whatever
 * the case holds.
 */
export const page = (told: Case): string => {
  const kase = redacted(told);
  const entries = contents(sections, kase);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${verbatim(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title(kase)}</title>
<style>${styleSheet(pageCss)}${styleSheet(picturesCss)}</style>
</head>
<body>
<a class="skip" href="#verdict">Skip to the verdict</a>
${sprite}
<div class="frame">
${sideContents(entries)}<main>
${foldedContents(entries)}${verdict(kase)}${sections.map((section) => partOf(section, kase))}${footer(kase)}</main>
</div>
<script>${script}</script>
</body>
</html>
`.markup;
};

const title = (kase: Case): string =>
  `${standOf(kase).word}: ${kase.incident ? aboutOf(kase.incident) : subjectStart(kase.found)}`;

const partOf = (
  { id, title: heading, body }: PageSection,
  kase: Case,
): Html => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${heading}</h2>
${body(kase)}</section>
`;

const footer = ({ writtenAt, look }: Case): Html => html`<footer>
<p>Written at ${time(writtenAt)}${look !== undefined && ` after look ${grouped(look + 1)}`}. All times are UTC. What is not known stands here as not known: CloudTrail is late, and one look is not the end.</p>
</footer>
`;
