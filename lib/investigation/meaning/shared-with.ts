import { type Json, text, textsAt } from '../detail.ts';
import { isOutside, outsidersIn } from './policy.ts';
import { accountOf, asked, valueAt } from './request.ts';

/** Where a policy stands that says who is let in. */
const policies: ReadonlyMap<string, string> = new Map([
  ['iam:UpdateAssumeRolePolicy', 'policyDocument'],
  ['s3:PutBucketPolicy', 'bucketPolicy'],
  ['kms:PutKeyPolicy', 'policy'],
  ['secretsmanager:PutResourcePolicy', 'resourcePolicy'],
  ['sqs:SetQueueAttributes', 'attributes.Policy'],
  ['sns:SetTopicAttributes', 'attributeValue'],
  ['ecr:SetRepositoryPolicy', 'policyText'],
  ['dynamodb:PutResourcePolicy', 'policy'],
  ['backup:PutBackupVaultAccessPolicy', 'policy'],
]);

const launch = ['userId', 'group', 'organizationArn', 'organizationalUnitArn'];
const added = (list: string): string[] => launch.map((name) => `${list}.add.items.${name}`);

/** Where those are named themselves who are let in. */
const names: ReadonlyMap<string, readonly string[]> = new Map([
  ['ec2:ModifyImageAttribute', added('launchPermission')],
  ['ec2:ModifySnapshotAttribute', added('createVolumePermission')],
  ['rds:ModifyDBSnapshotAttribute', ['valuesToAdd']],
  ['rds:ModifyDBClusterSnapshotAttribute', ['valuesToAdd']],
  ['redshift:AuthorizeSnapshotAccess', ['accountWithRestoreAccess']],
  ['lambda:AddPermission', ['principal']],
  ['kms:CreateGrant', ['granteePrincipal']],
  ['ram:CreateResourceShare', ['principals']],
  ['ram:AssociateResourceShare', ['principals']],
]);

// Who is let in, the thief chooses: only what can be nothing else than a name of AWS is told again.
const plain =
  /^(?:\*|all|\d{12}|arn:[\w-]+:[\w-]*:[\w-]*:(?:\d{12})?:[\w+=,.@:/*-]{1,200}|AROA\w{12,40}|AIDA\w{12,40})$/;
const mostNamed = 5;

const rawly = (action: string, detail: Json): string[] => {
  const account = accountOf(detail);
  const policy = policies.get(action);
  if (policy !== undefined) return outsidersIn(valueAt(detail, asked(policy)), account);
  const given = (names.get(action) ?? []).flatMap((path) => {
    const one = text(valueAt(detail, asked(path)));
    return one === null ? textsAt(detail, asked(path)) : [one];
  });
  return given.filter((name) => isOutside(name, account) && !/\.amazonaws\.com(?:\.cn)?$/.test(name));
};

/**
 * Whom of the outside a call let in, where its record tells: account ids, ARNs, `*` or `all` for everybody. At most five,
 * each once.
 */
export const sharedWith = (action: string, detail: Json): string[] =>
  [...new Set(rawly(action, detail))].filter((name) => plain.test(name)).slice(0, mostNamed);
