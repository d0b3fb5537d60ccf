import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import {
  abroad,
  federatedUser,
  from,
  office,
  roleSession,
  sessionArn,
  stranger,
  user,
  userArn,
  victim,
} from '#test/fixtures/cloudtrail/callers.ts';
import { runInstances } from '#test/fixtures/cloudtrail/compute.ts';
import { consoleLogin, createUser, inConsole } from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole, credentials, getFederationToken } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { first, found, inDeploy, investigated, leaked, linksOf, second, thief } from './lineage.ts';

const instance = 'i-0aa11bb22cc33dd44';
const link = { id: first, kind: 'role-session', issuedBy: leaked, certain: false };
const ids = (records: Json[]): string[] => linksOf(records).map(({ id }) => id);

describe('an instance that the lineage reached', () => {
  const ways: [string, Json][] = [
    [
      'SendCommand',
      record(thief, 'ssm:SendCommand', at(0), {
        requestParameters: { documentName: 'AWS-RunShellScript', instanceIds: ['mi-managed', instance] },
      }),
    ],
    ['StartSession', record(thief, 'ssm:StartSession', at(0), { requestParameters: { target: instance } })],
    [
      'SendSSHPublicKey',
      record(thief, 'ec2-instance-connect:SendSSHPublicKey', at(0), {
        requestParameters: { instanceId: instance },
      }),
    ],
  ];
  const inside = roleSession('worker', instance, first);
  const used = record(from(inside, abroad), 's3:ListBuckets', at(5));

  it.each(ways)(
    'with %s may have had its credentials taken: used from the same address they are inferred',
    (via, reached) => {
      expect(linksOf([reached, used])).toEqual([{ ...link, via }]);
      expect(found(investigated([reached, used]), first)?.why).toContain(`from which ${via} had reached it`);
    },
  );

  it.each(ways)('with %s goes on with its own work', (_, reached) => {
    expect(ids([reached, record(from(inside, office), 's3:ListBuckets', at(5))])).toEqual([]);
    expect(ids([reached, { ...used, eventTime: at(-1) }])).toEqual([]);
    expect(ids([refused(reached), used])).toEqual([]);
    expect(ids([{ ...reached, sourceIPAddress: null }, used])).toEqual([]);
    expect(ids([{ ...reached, recipientAccountId: stranger }, used])).toEqual([]);
  });
});

describe('an instance that the lineage gave a role', () => {
  const given: [string, Json][] = [
    [
      'AssociateIamInstanceProfile',
      record(thief, 'ec2:AssociateIamInstanceProfile', at(0), {
        requestParameters: { instanceId: instance },
      }),
    ],
    [
      'ReplaceIamInstanceProfileAssociation',
      record(thief, 'ec2:ReplaceIamInstanceProfileAssociation', at(0), {
        responseElements: { iamInstanceProfileAssociation: { instanceId: instance } },
      }),
    ],
  ];
  it.each(given)('with %s has sessions that are inferred: it had others before', (via, opened) => {
    const inside = roleSession('worker', instance, first, { ec2RoleDelivery: '2.0' });
    expect(linksOf([opened, record(inside, 's3:ListBuckets', at(5))])).toEqual([{ ...link, via }]);
  });

  it('started without one has none', () => {
    for (const iamInstanceProfile of [undefined, null, 'text', {}]) {
      const { requestParameters, ...rest } = runInstances(thief, at(0), [instance]);
      const asked = { ...Object(requestParameters), iamInstanceProfile };
      const started = { ...rest, requestParameters: asked };
      expect(ids([started, record(roleSession('worker', instance, first), 's3:ListBuckets', at(5))])).toEqual(
        [],
      );
    }
  });
});

describe('a provider that the lineage made', () => {
  const saml = `arn:aws:iam::${victim}:saml-provider/thief`;
  const oidc = `arn:aws:iam::${victim}:oidc-provider/thief.example`;
  const anchor = `arn:aws:rolesanywhere:eu-west-1:${victim}:trust-anchor/a1`;
  const made = (action: string, responseElements: Json) => record(thief, action, at(0), { responseElements });
  const assumedBy = (action: string, identity: Json, asked: Json) =>
    record({ ...thief, identity }, action, at(5), {
      requestParameters: { roleArn: `arn:aws:iam::${victim}:role/deploy`, roleSessionName: 'x', ...asked },
      responseElements: {
        credentials: credentials(first, at(5)),
        assumedRoleUser: { assumedRoleId: 'AROAX:x', arn: sessionArn('deploy', 'x') },
      },
    });
  const ways: [string, Json, Json][] = [
    [
      'AssumeRoleWithSAML',
      made('iam:CreateSAMLProvider', { sAMLProviderArn: saml }),
      assumedBy('sts:AssumeRoleWithSAML', { type: 'SAMLUser' }, { principalArn: saml }),
    ],
    [
      'AssumeRoleWithWebIdentity',
      made('iam:CreateOpenIDConnectProvider', { openIDConnectProviderArn: oidc }),
      assumedBy('sts:AssumeRoleWithWebIdentity', { type: 'WebIdentityUser', identityProvider: oidc }, {}),
    ],
    [
      'CreateSession',
      made('rolesanywhere:CreateTrustAnchor', { trustAnchor: { trustAnchorArn: anchor } }),
      assumedBy('rolesanywhere:CreateSession', { type: 'Unknown' }, { trustAnchorArn: anchor }),
    ],
  ];

  it.each(ways)('lets in by %s whom nobody knows: inferred', (via, opened, taken) => {
    expect(linksOf([opened, taken])).toEqual([{ ...link, via }]);
    expect(found(investigated([opened, taken]), first)?.why).toContain('came in through what Create');
  });

  it.each(ways)('lets in by %s nobody before, or who came by another one', (_, opened, taken) => {
    expect(ids([opened, { ...taken, eventTime: at(-5) }])).toEqual([]);
    expect(ids([refused(opened), taken])).toEqual([]);
    expect(ids([taken])).toEqual([]);
  });
});

describe('a user that the lineage made', () => {
  const made = createUser(thief, at(0), 'support');
  it('acts with keys and sessions whose issuing is not in the records: each is what its id says', () => {
    const key = 'AKIAT3SKF7WXYUNSEEN2';
    const records = [
      made,
      record(user('support', key), 's3:ListBuckets', at(5)),
      record(user('support', first, { creationDate: at(4) }), 's3:ListBuckets', at(6)),
    ];
    expect(linksOf(records).map(({ id, kind, certain }) => [id, kind, certain])).toEqual([
      [key, 'access-key', false],
      [first, 'session-token', false],
    ]);
  });

  it('of another account is another one', () => {
    const elsewhere = record(user('support', first, { account: stranger }), 's3:ListBuckets', at(5));
    expect(ids([made, elsewhere])).toEqual([]);
  });
});

describe('a sign-in token of a federated user', () => {
  const guest = federatedUser('guest', 'ci', first, { creationDate: at(1) });
  const issued = getFederationToken(thief, first, at(1), 'guest');
  const token = record(guest, 'signin:GetSigninToken', at(2), {
    responseElements: { GetSigninToken: 'Success' },
  });
  const arn = `arn:aws:sts::${victim}:federated-user/guest`;
  const signIn = consoleLogin(guest, at(3));
  const inside = inConsole(
    federatedUser('guest', 'ci', second, { creationDate: at(3) }),
    's3:ListBuckets',
    at(4),
  );

  it('opens the console, and what acts there is of it', () => {
    const investigation = investigated([issued, token, signIn, inside]);
    expect(found(investigation, `console-session:${arn}`)).toMatchObject({
      issuedBy: first,
      certain: true,
      events: 1,
    });
    expect(found(investigation, second)).toMatchObject({ kind: 'console-session', certain: false });
    expect(found(investigation, `console-session:${arn}`)?.verdict).toMatchObject({ what: 'covered' });
  });

  it('is no password: a session without a token links nothing', () => {
    expect(ids([issued, signIn, inside])).toEqual([first]);
  });
});

it('a caller without an ARN, or a role with slashes in the name of its session, comes in by no door', () => {
  const taken = assumeRole(thief, first, at(0), { role: 'deploy', session: 'a' });
  const { arn: _, ...nameless } = inDeploy('a', second).identity;
  const odd = { ...inDeploy('a', second).identity, arn: `${sessionArn('deploy', 'a')}/b` };
  for (const identity of [nameless, odd, { type: 'Directory', accessKeyId: second, arn: userArn('ci') }])
    expect(
      ids([createUser(thief, at(0), 'x'), taken, record({ ...thief, identity }, 's3:ListBuckets', at(5))]),
    ).toEqual([first]);
});
