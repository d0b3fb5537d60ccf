import type { Incident } from '#lib/incident/incident.ts';
import { nounOf } from '../credential.ts';
import { accountWord, keyWord } from '../shell-words.ts';
import type { UndoWays } from '../ways.ts';

/**
 * A root key can only be deleted. In a member account sts:AssumeRoot does it (STS API reference, AssumeRoot: regional
 * endpoints only, 15 minutes at most, centralised root access must be on); an SCP binds the root user of a member,
 * and never the management account (Organizations user guide, "Service control policies").
 */
export const rootByHand = (incident: Incident, { region = 'us-east-1' }: UndoWays): string[] => {
  const account = accountWord(incident.accountId);
  const isKey = nounOf(incident) === 'key';
  return [
    `By hand. If ${account} is a member account, with credentials of the management account:`,
    '  At once, and it can be undone: an SCP on the account that denies all where StringLike aws:PrincipalArn is arn:aws:iam::*:root.',
    ...deleteThroughAssumeRoot(account, region, isKey ? keyWord(incident.accessKeyId) : 'KEY'),
    `If ${account} is the management account, no SCP binds it: sign in as its root user and, under Security`,
    isKey
      ? '  credentials, delete the key; then change the password and look at the MFA devices.'
      : '  credentials, delete its keys, change the password and look at the MFA devices.',
    ...(isKey
      ? []
      : [
          'Only the SCP stops the session itself: it lives for an hour where a key issued it, for 12 from the console.',
        ]),
  ];
};

const deleteThroughAssumeRoot = (account: string, region: string, key: string): string[] => [
  `  Then delete the key, for good (needs centralised root access, and a regional endpoint of STS). The first command prints credentials, with which the second one${key === 'KEY' ? ', for each that aws iam list-access-keys names,' : ''} works:`,
  `  aws sts assume-root --region ${region} --target-principal ${account} --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials`,
  `  aws iam delete-access-key --access-key-id ${key}`,
];
