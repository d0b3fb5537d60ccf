import type { Incident } from '#lib/incident/incident.ts';
import type { KnownCredential, Verdict } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { useOf } from '../../credential-words.ts';
import { stoppedHow } from '../../descendant-lines.ts';
import { when } from '../../layout.ts';
import { type Fate, fateInMail, fateOf } from '../../verdict-words.ts';
import type { Form } from '../marks.ts';
import { countable } from '../measure.ts';
import { dayAndTime, timeOf } from '../times.ts';

/**
 * `by AssumeRole · 2026-…`, `link inferred`: how it came about.
 * @param parent what it hangs below: where that did not issue it, what did is not drawn, or it is one of the deepest
 */
export const originOf = (
  { via, issuedAt, issuedBy, certain }: KnownCredential,
  parent: string | undefined,
  form: Form,
): string =>
  [
    ...(issuedBy === null ? [] : [certain ? '' : 'link inferred']),
    ...(issuedBy === null || issuedBy === parent ? [] : [`issued by ${inert(issuedBy, 40)}`]),
    ...(via ? [`by ${inert(via, 40)}`] : []),
    ...(issuedAt ? [form === 'wide' ? when(issuedAt) : shortTime(issuedAt)] : []),
  ]
    .filter((words) => words !== '')
    .join(' · ');

/** `1 Mar 10:04Z`: there is no room for more on a phone, and the table has it all. */
const shortTime = (iso: string): string => {
  const at = timeOf(iso);
  return at === undefined ? when(iso) : dayAndTime(at);
};

/** Of what has an ARN for an id, the ends of it: `login-profile:…/support`. */
export const shortId = ({ id }: KnownCredential): string =>
  inert(id.replace(/^([a-z-]+):arn:[^/]*.*(\/[^/]+)$/, '$1:…$2'), 72);

/** `12 calls (3 failed)`, of numbers that may be none. */
export const drawnUse = (credential: KnownCredential): string =>
  useOf({ ...credential, events: countable(credential.events), failed: countable(credential.failed) });

/** What is true of a credential now, in the words of the mails, and what that means. */
export interface Standing {
  fate: Fate;
  word: string;
  /** `its session is denied`, `ended at …`; empty where the word says it all. */
  how: string;
}

/** Of the leaked one its incident tells it; without an incident nothing does. */
export const standingOf = (
  credential: KnownCredential,
  incident: Incident | undefined,
): Standing | undefined => {
  const { verdict = ofIncident(credential, incident), issuedBy, kind, until } = credential;
  if (!verdict && issuedBy === null) return undefined;
  const fate = fateOf(verdict);
  const how = fate === 'ended' && until ? `at ${when(until)}` : fate === 'stopped' ? stoppedHow[kind] : '';
  return { fate, word: fateInMail(verdict), how };
};

const ofIncident = ({ issuedBy }: KnownCredential, incident: Incident | undefined): Verdict | undefined =>
  issuedBy === null && incident ? { what: 'contain', rule: '', why: '', status: incident.status } : undefined;
