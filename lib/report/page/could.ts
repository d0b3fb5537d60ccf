import type { CouldDo, CouldHaveDone } from '#lib/investigation/investigation.ts';
import { type Html, html, type Part } from '../html.ts';
import { grouped } from '../layout.ts';
import type { PageSection } from './section.ts';
import { table } from './table.ts';
import { badge } from './tone.ts';
import { empty, prose } from './words.ts';

const mostListed = 20;

/** What the policies allowed before it was denied, beside what it did. */
export const couldSection: PageSection = {
  id: 'could',
  title: 'What it could have done',
  count: ({ found }) => (found.could?.actions ?? []).filter(({ allowed }) => allowed === true).length,
  body: ({ found: { could } }) =>
    could
      ? told(could)
      : empty('Not found out: nobody asked what the policies of its owner allowed before it was denied.'),
};

const told = (could: CouldHaveDone): Part => {
  const isPlainly = ({ allowed, used, limits }: CouldDo): boolean =>
    allowed === true && used === 0 && limits === undefined;
  const denied = could.actions.filter(({ allowed, used }) => allowed === false && used === 0);
  const also = could.actions.filter(isPlainly);
  const listed = could.actions.filter((action) => !denied.includes(action) && !also.includes(action));
  return [
    sentence(could),
    listed.length > 0 && actionsTable(listed.toSorted((one, other) => rankOf(one) - rankOf(other))),
    chips('It could also, and is not seen to have done it', also),
    chips('It could not', denied),
    basis('Read for this', could.basedOn),
    basis('NOT read, and may have allowed or denied more', could.notRead),
  ];
};

const chips = (title: string, actions: readonly CouldDo[]): Part =>
  actions.length > 0 &&
  html`<h3>${title}</h3>
<ul class="calls-of">${actions.map(({ label, action }) => html`<li>${label} <span class="muted mono">${action}</span></li>`)}</ul>
`;

const rankOf = ({ allowed, used }: CouldDo): number => (used > 0 ? 0 : allowed === true ? 1 : 2);

const sentence = ({ actions }: CouldHaveDone): Html => {
  const could = actions.filter(({ allowed }) => allowed === true);
  const used = could.filter(({ used: calls }) => calls > 0);
  if (could.length === 0)
    return html`<p>None of ${grouped(actions.length)} dangerous actions is known to have been allowed.</p>\n`;
  return html`<p>Of ${grouped(actions.length)} actions that are dangerous in a thief’s hands it could do ${grouped(could.length)}, and did ${grouped(used.length)}.</p>\n`;
};

const allowedWords = ({ allowed }: CouldDo): Html => {
  if (allowed === null) return badge('warn', 'not decidable', 'unknown');
  return allowed ? badge('warn', 'it could') : badge('calm', 'not allowed');
};

const actionsTable = (actions: readonly CouldDo[]): Html =>
  table({
    caption: 'What it did, what is limited, and what could not be decided',
    columns: [
      {
        title: 'Action',
        cell: ({ label, action }: CouldDo) => html`${label}<br><span class="muted mono">${action}</span>`,
      },
      { title: 'Could it', cell: allowedWords },
      {
        title: 'Did it',
        cell: ({ used }) =>
          used > 0 ? badge('bad', `yes, ${grouped(used)} ${used === 1 ? 'time' : 'times'}`) : 'not seen',
      },
      { title: 'Limits', cell: ({ limits }) => limits },
    ],
    rows: actions,
  });

const basis = (label: string, things: readonly string[]): Part =>
  things.length > 0 &&
  html`<p class="small basis"><strong>${label}:</strong> ${things.slice(0, mostListed).map((thing, index) => [index > 0 && '; ', prose(thing)])}${things.length > mostListed && ` and ${grouped(things.length - mostListed)} more`}.</p>\n`;
