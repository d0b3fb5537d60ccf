import type { Holder } from '#lib/investigation/holder.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';

const holdersShown = 3;

const withId = (name: string, id: string | undefined): string =>
  `${inert(name, 64)}${id ? ` (${inert(id, 128)})` : ''}`;

const nameOf = ({ accountId, owner }: Holder): string => {
  if (owner.type === 'root') return `the root user of account ${accountId}`;
  if (owner.type === 'user') return `user ${withId(owner.userName, owner.userId)} of account ${accountId}`;
  const session = owner.sessionName ? `session ${inert(owner.sessionName, 64)} of ` : '';
  return `${session}role ${withId(owner.roleName, owner.roleId)} of account ${accountId}`;
};

/** Whose the credential is, where nobody knew; one line at most. */
export const ownerLines = ({ owner }: Investigation): string[] => {
  switch (owner?.state) {
    case undefined:
      return [];
    case 'found':
      return [
        `CloudTrail shows whose it is: ${nameOf(owner)}. It is handed to containment, whose mail tells what came of it.`,
      ];
    case 'contradicted': {
      const names = owner.holders.slice(0, holdersShown).map(nameOf).join('; ');
      return [
        `OWNER UNCLEAR: records of CloudTrail disagree (${names}). Containment does not act on that: act by hand, now.`,
      ];
    }
    case 'not-found':
      return [
        'Whose it is is NOT KNOWN yet, so nothing could be contained. It is looked for again for 36 hours.',
      ];
  }
};

/** The same in a subject. */
export const ownerInSubject = ({ owner }: Investigation): string => {
  if (owner?.state === 'contradicted') return 'OWNER UNCLEAR, ';
  return owner?.state === 'not-found' ? 'owner not known yet, ' : '';
};
