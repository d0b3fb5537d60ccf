import type { IAMClient } from '@aws-sdk/client-iam';
import type { Incident, Principal } from '#lib/incident/incident.ts';
import { inParallel } from '#lib/platform/in-parallel.ts';
import { logger } from '#lib/platform/logger.ts';
import { type Policy, readPolicy } from '../policy.ts';
import { beforeContainment } from './before.ts';
import type { Carried, Reading, Unread } from './carried.ts';
import { readDetails } from './details.ts';
import { readDocument, readSingly } from './singly.ts';
import { unreadBecause } from './unread.ts';

/** The policies that a principal had before it was denied. */
export interface PrincipalPolicies {
  identity: Policy[];
  boundary: Policy | undefined;
  tags: Record<string, string>;
  basedOn: string[];
  unread: Unread[];
}

const atOnce = 4;

/**
 * Reads what a user or a role could do: out of the details of the whole account where that is allowed and the account is
 * not too large, else call by call.
 * @throws what IAM throws about the principal itself
 */
export const readPrincipalPolicies = async (
  iam: IAMClient,
  principal: Principal,
  incident: Incident | undefined,
  abortSignal: AbortSignal,
): Promise<PrincipalPolicies> => {
  const reading = await read(iam, principal, abortSignal);
  const { carried, without, unread } = beforeContainment(reading.carried, incident);
  const all: Unread[] = [...reading.unread, ...unread, ...strangerIn(carried, principal)];
  const { identity, boundary } = await documentsOf(carried, reading, all);
  return {
    identity,
    boundary,
    tags: carried.tags,
    basedOn: [...amounts(carried), ...without],
    unread: all,
  };
};

const read = async (iam: IAMClient, principal: Principal, abortSignal: AbortSignal): Promise<Reading> => {
  try {
    const otherwise = (arn: string) => readDocument(iam, arn, abortSignal);
    const details = await readDetails(iam, principal, abortSignal, otherwise);
    if (details) return details;
  } catch (error) {
    // Not everybody allows it, and the other way needs less.
    logger.debug('the details of the account could not be read: the principal is read call by call', {
      error,
    });
  }
  return readSingly(iam, principal, abortSignal);
};

/** A name may be given again, an id never is: then these are somebody else's policies. */
const strangerIn = ({ id }: Carried, principal: Principal): Unread[] =>
  principal.id === undefined || id === principal.id
    ? []
    : [
        {
          of: 'identity',
          why: `the policies of ${principal.arn}: another ${principal.kind} of that name stands there now`,
          passing: false,
        },
      ];

const documentsOf = async (
  { inline, attached, groups, boundary }: Carried,
  { document }: Reading,
  unread: Unread[],
): Promise<Pick<PrincipalPolicies, 'identity' | 'boundary'>> => {
  const managed = async (arn: string, of: Unread['of']): Promise<Policy | undefined> => {
    try {
      return readPolicy(`the policy ${arn}`, await document(arn));
    } catch (error) {
      unread.push(unreadBecause(of, `reading ${arn}`, error));
      return undefined;
    }
  };
  const own = (name: string, text: string): Policy[] => {
    try {
      return [readPolicy(`the inline policy ${name}`, text)];
    } catch (error) {
      unread.push(unreadBecause('identity', `reading the inline policy ${name}`, error));
      return [];
    }
  };
  const arns = [...new Set([attached, ...groups.map((group) => group.attached)].flat())];
  const texts = [...inline, ...groups.flatMap((group) => group.inline)];
  const policies = await inParallel(arns, atOnce, (arn) => managed(arn, 'identity'));
  return {
    identity: [
      ...policies.filter((policy) => policy !== undefined),
      ...texts.flatMap(({ name, text }) => own(name, text)),
    ],
    boundary: boundary === null ? undefined : await managed(boundary, 'boundary'),
  };
};

const amount = (number: number, one: string, many: string): string[] =>
  number > 0 ? [`${number} ${number === 1 ? one : many}`] : [];

const amounts = ({ attached, inline, groups, boundary }: Carried): string[] => {
  const found = [
    ...amount(attached.length, 'attached policy', 'attached policies'),
    ...amount(inline.length, 'inline policy', 'inline policies'),
    ...amount(groups.length, 'group', 'groups'),
    ...(boundary === null ? [] : ['permissions boundary']),
  ];
  return found.length > 0 ? found : ['no policy'];
};
