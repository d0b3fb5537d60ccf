import type { Changes } from '#lib/investigation/changes.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { stillOpen } from '../descendant-lines.ts';
import { notToldWords } from '../elsewhere-lines.ts';
import { amount, grouped, when } from '../layout.ts';
import type { InvestigationMailContext } from '../mail.ts';
import { afterExamples, silenceInSubject } from '../silence-lines.ts';
import { subjectOf, subjectStart } from '../subject.ts';

const some = (number: number, words: (number: number) => string): string[] =>
  number > 0 ? [words(number)] : [];

/** What is new in a few words each, what matters most first. */
const newsOf = (changes: Changes): string[] => [
  ...some(changes.newCredentials.length + changes.moreNewCredentials, (number) =>
    amount(number, 'new credential'),
  ),
  ...some(changes.newMade.length, (number) => `${amount(number, 'thing')} made`),
  ...some(changes.newTouched.length, (number) => `${amount(number, 'thing')} changed`),
  ...some(
    changes.verdictChanges.filter(({ now }) => now.what !== 'expired').length,
    (number) => `${amount(number, 'thing')} decided anew`,
  ),
  ...some(changes.newEvents - changes.newFailed, (number) => `${amount(number, 'more call')} that succeeded`),
  ...some(changes.late.events, (number) => `${amount(number, 'call')} arrived late`),
  ...some(changes.removed.length, (number) => `${amount(number, 'thing')} removed`),
  ...some(changes.nowReadable.length, (number) => `${amount(number, 'Region')} read now`),
  ...some(changes.nowUnreadable.length, (number) => `${amount(number, 'Region')} not read any more`),
  ...some(changes.newTechniques.length, (number) => amount(number, 'new technique')),
  ...some(changes.newAddresses.length, (number) => amount(number, 'new address', 'new addresses')),
  ...some(
    changes.verdictChanges.filter(({ now }) => now.what === 'expired').length,
    (number) => `${amount(number, 'session')} ended by themselves`,
  ),
  ...(changes.ownerTold ? ['whose it is'] : []),
  ...changes.newNotTold.map(notToldWords),
];

/** `Look 3. Since the last one, …: 2 new credentials.` */
export const sinceLine = (changes: Changes, { look }: InvestigationMailContext): string => {
  const news = newsOf(changes);
  const what = news.length > 0 ? news.join(', ') : 'nothing new';
  return `Look ${grouped(look + 1)}. Since the last one, which knew what was recorded up to ${when(changes.since)}: ${what}.`;
};

/** Calls that succeeded although the key is contained: the loudest there is. */
export const afterContainment = (
  { newAfterContainment }: Changes,
  { after }: Investigation,
  { containedAt }: InvestigationMailContext,
): string[] => {
  if (newAfterContainment === 0) return [];
  const at = containedAt ? ` at ${when(containedAt)}` : '';
  return [
    `AFTER CONTAINMENT${at} ${amount(newAfterContainment, 'call')} succeeded that the last look did not know.`,
    ...afterExamples(after),
  ];
};

export const subjectOfChanges = (
  changes: Changes,
  found: Investigation,
  { nextLookAt, silent, noLonger, observed }: InvestigationMailContext,
): string => {
  const start = subjectStart(found);
  // What is loud comes first: a long name would push it out.
  if (nextLookAt !== undefined) {
    const [first = 'something changed', ...others] = newsOf(changes);
    const after = changes.newAfterContainment;
    return after > 0
      ? subjectOf([`AFTER CONTAINMENT ${amount(after, 'call')} succeeded: ${start}`])
      : subjectOf([`${start}: ${first}`, ...others]);
  }
  if (!silent)
    return subjectOf([
      `${start}: investigation closed, ${observed ? 'only observed' : 'containment NOT read back'}`,
    ]);
  // Silence of a credential that may work again proves nothing.
  if (noLonger && silent.succeededAfter === 0)
    return subjectOf([`${noLonger.word}: ${start}`, 'investigation closed']);
  const open = stillOpen(found);
  const silence = silenceInSubject(silent);
  return silent.silent
    ? subjectOf([`${start}: ${silence}`, ...(open ? [open] : [])])
    : subjectOf([`${silence}: ${start}`]);
};
