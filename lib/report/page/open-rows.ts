import { aboutOf } from '#lib/containment/mail/credential.ts';
import { subjectOf } from '#lib/containment/mail/headline.ts';
import { mustPage } from '#lib/containment/mail/standing.ts';
import type { Touched } from '#lib/investigation/investigation.ts';
import type { Case } from '../case.ts';
import { type Descendant, descendants, isSettled } from '../descendant-lines.ts';
import { html, type Part } from '../html.ts';
import { grouped } from '../layout.ts';
import { unheldThings } from '../made/held.ts';
import { kindsOf, nameOfThing, type Thing, unnamedKinds } from '../made/things.ts';
import { removeCommands } from '../remove-command.ts';
import { touchedOthers } from '../touched-lines.ts';
import { fateInMail, fateOf } from '../verdict-words.ts';
import { type Tone, toneOfFate, toneOfStatus } from './tone.ts';
import { ident, joinedParts, whereAllIs } from './words.ts';

/** Something that nobody has stopped, removed or looked at. */
export interface Open {
  tone: Tone;
  state: string;
  what: Part;
  why: Part;
  commands: readonly (string | undefined)[];
}

const namesShown = 6;
const ofEachKind = 8;

/** What makes a row, and how many things it stands for: of a large incident a few are shown. */
export interface Row {
  number: number;
  open(): Open;
}

const one = (open: () => Open): Row => ({ number: 1, open });

/** All that is still open, the most pressing first. */
export const openThings = (kase: Case): Row[] => [
  ...ofIncident(kase),
  ...drawing(kase),
  ...ofDescendants(kase),
  ...ofMade(kase),
  ...ofTouched(kase),
];

// The way to do it stands first of what to do next.
const ofIncident = ({ incident }: Case): Row[] => [
  ...(incident && mustPage(incident)
    ? [
        one(() => ({
          tone: toneOfStatus[incident.status],
          state: subjectOf(incident),
          what: aboutOf(incident),
          why: incident.reason ?? '',
          commands: [],
        })),
      ]
    : []),
  ...(incident?.stillOpen ?? []).map(({ what, command: stop }) =>
    one(() => ({ tone: 'bad', state: 'still draws', what, why: '', commands: [stop] })),
  ),
];

const drawing = ({ incident, found: { keepsDrawing = [] } }: Case): Row[] => {
  const told = new Set((incident?.stillOpen ?? []).map(({ what }) => what));
  return keepsDrawing
    .filter(({ what }) => !told.has(what))
    .map(({ what, command: stop }) =>
      one(() => ({
        tone: 'bad',
        state: 'still draws',
        what,
        why: stop === undefined ? 'Stop it by hand.' : '',
        commands: [stop],
      })),
    );
};

const isOpen = ({ verdict }: Descendant): boolean => verdict !== undefined && !isSettled(verdict);

/** The first ones of each kind, and how many there are besides. */
const firstOf = <T>(things: readonly T[], make: (thing: T) => Open, kase: Case): Row[] => {
  const [rest, first] = [things.slice(ofEachKind), things[0]];
  const shown = things.slice(0, ofEachKind).map((thing) => one(() => make(thing)));
  if (rest.length === 0 || first === undefined) return shown;
  const others = (): Open => ({
    ...make(first),
    what: `and ${grouped(rest.length)} more like these`,
    why: whereAllIs(kase),
    commands: [],
  });
  return [...shown, { number: rest.length, open: others }];
};

const ofDescendants = (kase: Case): Row[] =>
  [...Map.groupBy(descendants(kase.found).filter(isOpen), ({ verdict }) => fateOf(verdict)).values()].flatMap(
    (alike) => firstOf(alike, openDescendant, kase),
  );

const openDescendant = ({ id, what, verdict, certain }: Descendant): Open => ({
  tone: toneOfFate[fateOf(verdict)],
  state: fateInMail(verdict),
  what: html`${ident(id)}<br><span class="muted">${what}</span>`,
  why: html`${verdict?.why}${!certain && ' (inferred)'}${verdict?.incidentId && html`<br><span class="muted">incident ${verdict.incidentId}</span>`}`,
  commands: [verdict?.command],
});

const ofMade = ({ found }: Case): Row[] => {
  // Users, roles and keys with a verdict stand among the descendants already.
  const others = unheldThings(found).filter(({ verdict }) => !verdict);
  const unnamed = unnamedKinds(found);
  return [
    ...[...Map.groupBy(others, ({ kind }) => kind)].map((alike) => ({
      number: alike[1].length,
      open: () => madeRow(alike),
    })),
    ...(unnamed === ''
      ? []
      : [
          one(() => ({
            tone: 'warn' as const,
            state: 'still there',
            what: unnamed,
            why: 'The records do not name them.',
            commands: [],
          })),
        ]),
  ];
};

const madeRow = ([kind, things]: readonly [string, readonly Thing[]]): Open => ({
  tone: 'warn',
  state: 'still there',
  what: html`${grouped(things.length)} ${kindsOf(kind, things.length)}<br>${names(things)}`,
  why: 'It made this: look at it; stop or remove what is not yours.',
  commands: removeCommands(things),
});

const names = (things: readonly Thing[]): Part => {
  const rest = things.length - namesShown;
  const shown = things.slice(0, namesShown).map((thing) => ident(nameOfThing(thing)));
  return [joinedParts(shown, ', '), rest > 0 && ` and ${grouped(rest)} more`];
};

const ofTouched = (kase: Case): Row[] => firstOf(touchedOthers(kase.found), openTouched, kase);

const openTouched = ({ kind, id, eventName, revert, review }: Touched): Open => ({
  tone: 'warn',
  state: 'changed',
  what: html`${kind}<br>${ident(id)}`,
  why: `It changed this with ${eventName} and did not make it.`,
  commands: [review, revert],
});
