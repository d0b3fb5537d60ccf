import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { callsOf, when } from '../../layout.ts';
import { countable } from '../measure.ts';

/** `by AssumeRole at 2026-…`, `link inferred`: how it came about. */
export const originOf = (
  { via, issuedAt, issuedBy, certain }: KnownCredential,
  parent: string | undefined,
): string =>
  [
    ...(issuedBy === null ? [] : [certain ? '' : 'link inferred']),
    ...(via ? [`by ${inert(via, 40)}`] : []),
    ...(issuedAt ? [when(issuedAt)] : []),
    ...(issuedBy === null || issuedBy === parent ? [] : [`issued by ${inert(issuedBy, 40)}`]),
  ]
    .filter((words) => words !== '')
    .join(' · ');

/** `12 calls (3 failed)`, or that there were none. */
export const useOf = ({ events, failed }: KnownCredential): string =>
  countable(events) > 0 ? callsOf({ events: countable(events), failed: countable(failed) }) : 'never used';
