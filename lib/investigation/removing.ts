import { firstTextsAt, type Json, textsAt } from './detail.ts';
import { boundedId } from './making.ts';

interface Removing {
  kind: string;
  id: string;
  /** Whose the removed thing was, where the id alone does not tell. */
  owner?: string;
  /** The call names it by an ARN or URL that ends in the name. */
  endsInName?: true;
  /** With this the call takes away only a part. */
  partial?: string;
}

const asked = (name: string) => `requestParameters.${name}`;

// What is not here stays told as still there, so that somebody looks. A secret is only put down for deletion, and
// which rules RevokeSecurityGroupIngress takes away is told in too many ways.
const removings: ReadonlyMap<string, Removing> = new Map<string, Removing>([
  ['iam:DeleteUser', { kind: 'user', id: asked('userName') }],
  ['iam:DeleteAccessKey', { kind: 'access key', id: asked('accessKeyId') }],
  ['iam:DeleteLoginProfile', { kind: 'console login', id: asked('userName') }],
  [
    'iam:DeleteServiceSpecificCredential',
    { kind: 'service credential', id: asked('serviceSpecificCredentialId') },
  ],
  ['iam:DeleteRole', { kind: 'role', id: asked('roleName') }],
  ['iam:DeletePolicy', { kind: 'policy', id: asked('policyArn') }],
  ['iam:DetachUserPolicy', { kind: 'attached policy', id: asked('policyArn'), owner: asked('userName') }],
  ['iam:DetachRolePolicy', { kind: 'attached policy', id: asked('policyArn'), owner: asked('roleName') }],
  ['iam:DeleteUserPolicy', { kind: 'inline policy', id: asked('policyName'), owner: asked('userName') }],
  ['iam:DeleteRolePolicy', { kind: 'inline policy', id: asked('policyName'), owner: asked('roleName') }],
  ['ec2:TerminateInstances', { kind: 'instance', id: asked('instancesSet.items.instanceId') }],
  ['ec2:DeleteKeyPair', { kind: 'key pair', id: asked('keyName') }],
  [
    'lambda:DeleteFunction',
    { kind: 'function', id: asked('functionName'), endsInName: true, partial: asked('qualifier') },
  ],
  ['s3:DeleteBucket', { kind: 'bucket', id: asked('bucketName') }],
  ['sns:DeleteTopic', { kind: 'topic', id: asked('topicArn'), endsInName: true }],
  ['sqs:DeleteQueue', { kind: 'queue', id: asked('queueUrl'), endsInName: true }],
]);

/** What one call took away. */
export interface RemovedByCall {
  kind: string;
  ids: string[];
  owner?: string;
}

const nameAtEnd = (id: string): string => id.split(/[:/]/).at(-1) ?? id;

/** What a call that succeeded took away; null for calls that take away nothing that is known here. */
export const removedBy = (action: string, detail: Json): RemovedByCall | null => {
  const removing = removings.get(action);
  if (!removing || (removing.partial && textsAt(detail, removing.partial).length > 0)) return null;
  const ids = textsAt(detail, removing.id).map((id) => boundedId(removing.endsInName ? nameAtEnd(id) : id));
  const [owner] = removing.owner ? firstTextsAt(detail, [removing.owner]) : [];
  return { kind: removing.kind, ids, ...(owner ? { owner: boundedId(owner) } : {}) };
};
