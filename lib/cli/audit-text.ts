import type { Blast, BlastKey, Unread } from '#lib/containment/blast.ts';
import { count, indent, inert, table } from '#lib/platform/plain-text.ts';
import type { Rules } from '#lib/platform/rules.ts';

/** What `audit --blast` tells people: the keys whose containment breaks something first. */
export const blastText = ({ keys, accounts, unread }: Blast, { organization }: Rules): string[] => {
  const breaking = keys.filter(({ wouldBreak }) => wouldBreak.length > 0);
  const read = accounts.filter(
    (id) => !unread.some(({ accountId, user }) => accountId === id && user === null),
  );
  const where = read.length === 1 ? `account ${read[0]}` : count(read.length, 'account');
  return [
    `${count(keys.length, 'active access key')} of users in ${where}. Containing ${breaking.length} of them would break what was used in the last 90 days.`,
    ...(keys.length > 0 ? ['', ...table([heading, ...keys.map(rowOf)])] : []),
    ...(unread.length > 0 ? ['', 'NOT READ, so anything may be there:', ...indent(unread.map(lineOf))] : []),
    ...(organization
      ? ['', 'The rules answer for every account of the organization: name the others with --account.']
      : []),
    ...(breaking.length > 0
      ? [
          '',
          'To have a user paged about and left alone, put it into the rule "protected"; to watch first, set the rule "mode" to observe.',
        ]
      : []),
  ];
};

const heading = ['KEY', 'OWNER', 'MADE', 'LAST USED', 'ITS CONTAINMENT WOULD BREAK', 'NOTE'];

const day = (at: string | null | undefined): string => at?.slice(0, 10) ?? 'never';

const rowOf = (key: BlastKey): string[] => [
  key.accessKeyId,
  // `111122223333:user/ci/deploy-bot`
  inert(key.owner.split(':').slice(4).join(':'), 120),
  key.createdAt === null ? 'not known' : day(key.createdAt),
  day(key.lastUsed?.at),
  inert(key.wouldBreak.join('; ') || 'nothing', 300),
  inert(notesOn(key).join('; '), 300),
];

const notesOn = ({ protectedBy, quarantined, unread }: BlastKey): string[] => [
  ...(protectedBy ? [`protected until ${day(protectedBy.until)}: ${protectedBy.reason}`] : []),
  ...(quarantined ? [`quarantined by AWS (${quarantined})`] : []),
  ...unread.map((each) => `NOT READ: ${each}`),
];

const lineOf = ({ accountId, user, reason }: Unread): string =>
  inert(`${accountId}${user === null ? '' : ` user ${user}`}: ${reason}`, 600);
