import type { KnownCredential } from '#lib/investigation/investigation.ts';
import type { Case } from '../case.ts';
import { descendantsIn, idOf, useOf, whatItIs } from '../credential-words.ts';
import { stoppedHow } from '../descendant-lines.ts';
import { html, type Part } from '../html.ts';
import { amount } from '../layout.ts';
import { pressing } from '../lineage/chosen.ts';
import { groupLines } from '../lineage/groups.ts';
import { lineagePicture } from '../pictures.ts';
import { type Fate, fateInMail, fateOf, talliedFates } from '../verdict-words.ts';
import type { PageSection } from './section.ts';
import { table } from './table.ts';
import { badge, toneOfFate, toneOfStatus } from './tone.ts';
import { empty, ident, time, whereAllIs } from './words.ts';

const mostCredentials = 80;
const unfolded = 8;

/** What came from what, what each did and how it was stopped. */
export const lineageSection: PageSection = {
  id: 'lineage',
  title: 'What came from it',
  count: ({ found }) => descendantsIn(found.credentials).length,
  body(kase) {
    const { credentials } = kase.found;
    const came = descendantsIn(credentials);
    const shown = pressing(credentials).slice(0, mostCredentials);
    const isShown = new Set(shown);
    const hidden = credentials.filter((credential) => !isShown.has(credential));
    const folded = shown.slice(unfolded);
    return [
      came.length === 0
        ? empty('Nothing: it is not known to have issued or made any credential.')
        : html`<p>${amount(came.length, 'credential')} came from it: ${talliedFates(
            came.map(({ verdict }) => verdict),
            fateInMail,
          )}.</p>\n`,
      came.length > 0 && lineagePicture(kase),
      came.length > 0 && credentialsTable(shown.slice(0, unfolded), leading, kase),
      folded.length > 0 &&
        html`<details><summary>and ${amount(folded.length, 'more credential')} in full</summary>
${credentialsTable(folded, further, kase)}</details>
`,
      hidden.length > 0 &&
        html`<ul class="more">${groupLines(hidden).map((line) => html`<li>${line}</li>`)}</ul>
<p class="more">Here are those that matter most: ${whereAllIs(kase)}.</p>
`,
    ];
  },
};

const leading = 'What each did, how it was stopped, and why it is known; the most pressing first';
const further = 'The same of further ones';

const credentialsTable = (credentials: readonly KnownCredential[], caption: string, kase: Case): Part =>
  table({
    caption,
    columns: [
      {
        title: 'Credential',
        cell: (one: KnownCredential) =>
          html`${ident(idOf(one))}<br><span class="muted">${whatItIs(one)}</span>`,
      },
      {
        title: 'How it came, and how that is known',
        wide: true,
        cell: (one) => [issued(one), known(one)],
      },
      { title: 'Calls', cell: used },
      { title: 'State', cell: (one) => stateOf(one, kase) },
    ],
    rows: credentials,
  });

const issued = ({ via, issuedAt, issuedBy }: KnownCredential): Part => {
  if (issuedBy === null) return 'It is the leaked one.';
  return html`${via ?? 'How it was issued is not known'}${issuedAt !== null && html` at ${time(issuedAt)}`} <span class="muted">by</span> ${ident(issuedBy)}<br>`;
};

const known = ({ certain, why, issuedBy }: KnownCredential): Part => {
  if (issuedBy === null) return why === '' ? '' : ` ${why}`;
  return html`<span class="muted"><strong>${certain ? 'Certain' : 'Inferred'}</strong>${why !== '' && html`: ${why}`}</span>`;
};

const used = (one: KnownCredential): Part =>
  one.events === 0
    ? useOf(one)
    : [useOf(one), one.lastUsed && html`<br><span class="muted">the last at</span> ${time(one.lastUsed)}`];

const stateOf = ({ issuedBy, verdict, kind, until }: KnownCredential, kase: Case): Part => {
  if (issuedBy === null && !verdict)
    return kase.incident
      ? badge(toneOfStatus[kase.incident.status], ownWord(kase))
      : badge('warn', 'not known here', 'unknown');
  const fate = fateOf(verdict);
  const because = howOf(fate, kind, verdict, until);
  return [
    badge(toneOfFate[fate], fateInMail(verdict)),
    because !== '' && html`<br><span class="muted">${because}</span>`,
  ];
};

const ownWord = ({ incident }: Case): string =>
  incident ? fateInMail({ what: 'contain', rule: 'leaked', why: '', status: incident.status }) : '';

const howOf = (
  fate: Fate,
  kind: KnownCredential['kind'],
  verdict: KnownCredential['verdict'],
  until: string | undefined,
): Part => {
  if (fate === 'stopped') return stoppedHow[kind];
  if (fate === 'ended') return until ? html`at ${time(until)}` : '';
  return html`${verdict?.why ?? ''}${verdict?.incidentId && `, incident ${verdict.incidentId}`}`;
};
