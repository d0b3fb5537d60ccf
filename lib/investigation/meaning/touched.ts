import type { Json } from '../detail.ts';
import { boundedId } from '../making.ts';
import { failed } from './request.ts';
import { sharedWith } from './shared-with.ts';
import { commandFrom, idOf, type Touching } from './touched/command.ts';
import { compute } from './touched/compute.ts';
import { data } from './touched/data.ts';
import { defenses } from './touched/defenses.ts';
import { identities } from './touched/identities.ts';
import { policies } from './touched/policies.ts';
import { signIn } from './touched/sign-in.ts';

/** Something that stood there before a call changed it: only a person can judge how it should stand. */
export interface TouchedByCall {
  /** The word for it: `trust policy`, `bucket policy`, `shared snapshot`. */
  kind: string;
  /** Its name or ARN as the record has it; `unknown` where it has none. */
  id: string;
  /** A command that shows how it stands now, or what to do in words where its name is not safe to type. */
  review: string;
  /** A command that takes back what the call did; absent where the record does not tell how. */
  revert?: string;
  /** Whom of the outside it let in, where the record tells: account ids, ARNs, `*`. */
  sharedWith?: string[];
}

/** Every action is in one of them. */
export const touchingTables: Readonly<Record<string, Readonly<Record<string, Touching>>>> = {
  identities,
  signIn,
  data,
  policies,
  compute,
  defenses,
};

const touchings: ReadonlyMap<string, Touching> = new Map(
  Object.values(touchingTables).flatMap((table) => Object.entries(table)),
);

const inWords = ({ kind }: Touching, named: boolean): string =>
  named
    ? `look at it (${kind}) in the AWS console: its name is not safe to paste into a shell`
    : `look for it (${kind}) in the AWS console: the record does not name it`;

/**
 * What a call that succeeded changed without making it, with commands for a person. Of the record only names that a
 * shell leaves alone become part of a command, and of a policy nothing is repeated but the accounts that it lets in.
 * @param action `iam:UpdateAssumeRolePolicy`, as actionOf gives it
 * @param detail the CloudTrail record; its Region and names go into the commands
 */
export const touchedBy = (action: string, detail: Json): TouchedByCall | null => {
  const touching = touchings.get(action);
  if (!touching || failed(detail) || touching.when?.(detail) === false) return null;
  const id = idOf(touching, detail);
  const review = commandFrom(touching.review, touching, detail) ?? inWords(touching, id !== null);
  const { revert: way } = touching;
  const template = typeof way === 'function' ? way(detail) : way;
  const revert = template ? commandFrom(template, touching, detail) : null;
  const outsiders = sharedWith(action, detail);
  return {
    kind: touching.kind,
    id: boundedId(id ?? 'unknown'),
    review,
    ...(revert ? { revert } : {}),
    ...(outsiders.length > 0 && { sharedWith: outsiders }),
  };
};
