import { lastOfArn } from '#lib/aws/arn.ts';
import { firstTextsAt, part, text, textsAt } from '../detail.ts';
import type { Call } from './call.ts';
import type { Common, Door } from './door.ts';
import { userNamed } from './issuing.ts';
import { sourceOf } from './known.ts';
import { regionOf } from './region.ts';

type New = Door extends infer D ? (D extends Door ? Omit<D, keyof Common> : never) : never;

type Opening = (call: Call) => New[];

const asked = (call: Call, name: string): string | null => text(part(call.detail['requestParameters'])[name]);

const named = (call: Call): { userName: string; userArn: string }[] => {
  const name =
    asked(call, 'userName') ??
    firstTextsAt(call.detail, ['responseElements.loginProfile.userName'])[0] ??
    null;
  const user = userNamed(name, call);
  return user ? [{ userName: user.name, userArn: user.arn }] : [];
};

const login: Opening = (call) =>
  named(call).map((user) => ({ kind: 'login-profile', ...user, madeUser: false }));

const computes =
  (
    service: string,
    names: (call: Call) => string[],
    role: (call: Call) => string | null,
    made = true,
  ): Opening =>
  (call) =>
    names(call).map((sessionName) => ({
      kind: 'compute',
      service,
      sessionName,
      role: lastOfArn(role(call)),
      region: regionOf(call),
      made,
    }));

const instances = (path: string) => (call: Call) => textsAt(call.detail, path);
// The name of a profile is not that of its role.
const unknownRole = () => null;

const startsWithRole: Opening = (call) => {
  const profile = part(call.detail['requestParameters'])['iamInstanceProfile'];
  // A launch template may bring the profile: then only the answer names it.
  const answered = ['arn', 'id', 'name'].flatMap((name) =>
    textsAt(call.detail, `responseElements.instancesSet.items.iamInstanceProfile.${name}`),
  );
  const isAsked = typeof profile === 'object' && profile !== null && Object.keys(profile).length > 0;
  if (!isAsked && answered.length === 0) return [];
  return computes(
    'ec2.amazonaws.com',
    instances('responseElements.instancesSet.items.instanceId'),
    unknownRole,
  )(call);
};

const profileOf = computes(
  'ec2.amazonaws.com',
  (call) =>
    [
      ...textsAt(call.detail, 'requestParameters.AssociateIamInstanceProfileRequest.InstanceId'),
      ...textsAt(call.detail, 'requestParameters.instanceId'),
      ...textsAt(
        call.detail,
        'responseElements.AssociateIamInstanceProfileResponse.iamInstanceProfileAssociation.instanceId',
      ),
      ...textsAt(call.detail, 'responseElements.iamInstanceProfileAssociation.instanceId'),
    ].slice(0, 1),
  unknownRole,
  false,
);

const reaches =
  (paths: readonly string[]): Opening =>
  (call) => {
    const ip = call.sourceIp;
    if (ip === null) return [];
    const ids = paths
      .flatMap((path) => textsAt(call.detail, path))
      .filter((id) => /^i-[0-9a-zA-Z]+$/.test(id));
    return ids.map((sessionName) => ({ kind: 'reached', sessionName, ip }));
  };

const provider =
  (...paths: string[]): Opening =>
  (call) =>
    firstTextsAt(call.detail, paths).map((arn) => ({ kind: 'provider', arn }));

const openings: ReadonlyMap<string, Opening> = new Map<string, Opening>([
  ['iam:CreateLoginProfile', login],
  ['iam:UpdateLoginProfile', login],
  ['iam:CreateUser', (call) => named(call).map((user) => ({ kind: 'user', ...user }))],
  ['iam:CreateRole', (call) => roleIn(call, true)],
  ['iam:UpdateAssumeRolePolicy', (call) => roleIn(call, false)],
  [
    'iam:CreateSAMLProvider',
    provider('responseElements.sAMLProviderArn', 'responseElements.samlProviderArn'),
  ],
  ['iam:CreateOpenIDConnectProvider', provider('responseElements.openIDConnectProviderArn')],
  ['rolesanywhere:CreateTrustAnchor', provider('responseElements.trustAnchor.trustAnchorArn')],
  [
    'signin:GetSigninToken',
    ({ callerArn }) => (callerArn ? [{ kind: 'signin-token', sessionArn: callerArn }] : []),
  ],
  ['ec2:RunInstances', startsWithRole],
  ['ec2:AssociateIamInstanceProfile', profileOf],
  ['ec2:ReplaceIamInstanceProfileAssociation', profileOf],
  [
    'lambda:CreateFunction',
    computes(
      'lambda.amazonaws.com',
      (call) =>
        firstTextsAt(call.detail, ['responseElements.functionName', 'requestParameters.functionName']).map(
          (name) => lastOfArn(name.split(':').at(-1) ?? name) ?? name,
        ),
      (call) => asked(call, 'role') ?? firstTextsAt(call.detail, ['responseElements.role'])[0] ?? null,
    ),
  ],
  [
    'ecs:RunTask',
    computes(
      'ecs-tasks.amazonaws.com',
      (call) => textsAt(call.detail, 'responseElements.tasks.taskArn').flatMap((arn) => lastOfArn(arn) ?? []),
      unknownRole,
    ),
  ],
  [
    'ecs:StartTask',
    computes(
      'ecs-tasks.amazonaws.com',
      (call) => textsAt(call.detail, 'responseElements.tasks.taskArn').flatMap((arn) => lastOfArn(arn) ?? []),
      unknownRole,
    ),
  ],
  ['ssm:SendCommand', reaches(['requestParameters.instanceIds', 'responseElements.command.instanceIds'])],
  ['ssm:StartSession', reaches(['requestParameters.target'])],
  ['ec2-instance-connect:SendSSHPublicKey', reaches(['requestParameters.instanceId'])],
]);

// The path of a role whose trust is rewritten is not in the record.
const roleIn = (call: Call, made: boolean): New[] => {
  const roleName =
    asked(call, 'roleName') ?? firstTextsAt(call.detail, ['responseElements.role.roleName'])[0];
  if (!roleName) return [];
  const partition = call.callerArn?.split(':')[1] ?? 'aws';
  const built = `arn:${partition}:iam::${call.accountId}:role/${roleName}`;
  const roleArn = firstTextsAt(call.detail, ['responseElements.role.arn'])[0] ?? built;
  return [{ kind: 'role', roleName, roleArn, made }];
};

const keyOf = (door: New): string => {
  switch (door.kind) {
    case 'login-profile':
    case 'user':
      return door.userArn;
    case 'signin-token':
      return door.sessionArn;
    case 'compute':
      return `${door.region} ${door.sessionName}`;
    case 'reached':
      return door.sessionName;
    case 'role':
      return `${door.roleName} ${door.made}`;
    case 'provider':
      return door.arn;
  }
};

/** Whether a call is of a kind that may open a door: asked of every record. */
export const mayOpen = (action: string): boolean => openings.has(action);

/**
 * The doors that a call opened that succeeded. A call without a time opens none: what came after it cannot be told.
 * @param openedBy the credential of the lineage that made the call
 */
export const doorsOf = (call: Call, openedBy: string): Door[] => {
  const { at, accountId, eventName: via } = call;
  const opening = call.succeeded ? openings.get(call.action) : undefined;
  if (!opening || at === null || accountId === null) return [];
  return opening(call).map((door) => ({
    ...door,
    key: `${door.kind} ${accountId} ${keyOf(door)}`,
    openedBy,
    via,
    at,
    from: sourceOf(call),
    accountId,
  }));
};
