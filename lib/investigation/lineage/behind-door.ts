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

const consoleSession = (
  { sessionArn, accountId }: Extract<Door, { kind: 'signin-token' }>,
  opener: Known | undefined,
): Issued => ({
  id: `console-session:${sessionArn}`,
  kind: 'console-session',
  principal: opener?.principal ?? null,
  accountId,
  ...(opener?.until && { until: opener.until }),
});
