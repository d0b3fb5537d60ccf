import type { Door } from './door.ts';
import type { Issued } from './issuing.ts';
import type { Known, Link } from './known.ts';

/** The credential that a door itself is, where it is one: a password, a way into the console. */
export const behindDoor = (door: Door, opener: Known | undefined): { issued: Issued; link: Link }[] => {
  if (door.kind === 'login-profile')
    return [{ issued: loginProfile(door), link: linkOf(door, `${door.via} set the password`) }];
  if (door.kind === 'signin-token')
    return [
      { issued: consoleSession(door, opener), link: linkOf(door, `${door.via} gave a way into the console`) },
    ];
  return [];
};

const linkOf = (door: Door, why: string): Link => ({
  issuedBy: door.openedBy,
  via: door.via,
  at: door.at,
  certain: true,
  why,
  from: door.from,
});

const loginProfile = ({
  userArn,
  userName,
  accountId,
}: Extract<Door, { kind: 'login-profile' }>): Issued => ({
  id: `login-profile:${userArn}`,
  kind: 'login-profile',
  principal: { kind: 'user', name: userName, arn: userArn },
  accountId,
});

/**
 * A console that a session of AssumeRole opens may stay open so long, however short that session is (IAM user guide,
 * "Enable custom identity broker access to the AWS console": SessionDuration).
 */
const longestConsole = 12 * 60 * 60_000;

const endOf = (at: number, opener: Known | undefined): string | undefined =>
  opener?.kind === 'role-session' && Math.abs(at) < 8e15
    ? new Date(at + longestConsole).toISOString()
    : opener?.until;

const untilOf = (until: string | undefined): { until?: string } => (until === undefined ? {} : { until });

const consoleSession = (
  { sessionArn, accountId, at }: Extract<Door, { kind: 'signin-token' }>,
  opener: Known | undefined,
): Issued => ({
  id: `console-session:${sessionArn}`,
  kind: 'console-session',
  principal: opener?.principal ?? null,
  accountId,
  ...untilOf(endOf(at, opener)),
});
