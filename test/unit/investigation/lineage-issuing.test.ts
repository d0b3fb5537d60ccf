import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import {
  type Caller,
  federatedUser,
  rootSession,
  stranger,
  user,
  userArn,
} from '#test/fixtures/cloudtrail/callers.ts';
import { createAccessKey, createServiceCredential } from '#test/fixtures/cloudtrail/iam.ts';
import {
  answered,
  assumeRole,
  assumeRoot,
  credentials,
  getFederationToken,
  getSessionToken,
  sessionToken,
} from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { first, found, inDeploy, investigated, leaked, links, linksOf, second, thief } from './lineage.ts';

const key = 'AKIAT3SKF7WXYMADEK2Y';
const deploy = { role: 'deploy', session: 'a' };
const withSecret = (id: string): Json => ({ accessKeyId: id, secretAccessKey: 'HIDDEN', sessionToken });

interface Issuing {
  call: Json;
  id: string;
  kind?: string;
  via: string;
  /** Not where only the look of the answer tells. */
  certain?: false;
  /** Who then acts with it. */
  user: Caller;
}

const issuings: Record<string, Issuing> = {
  AssumeRole: {
    call: assumeRole(thief, first, at(0), deploy),
    id: first,
    kind: 'role-session',
    via: 'AssumeRole',
    user: inDeploy('a', first),
  },
  'AssumeRoleWithWebIdentity, signed': {
    call: { ...assumeRole(thief, first, at(0), deploy), eventName: 'AssumeRoleWithWebIdentity' },
    id: first,
    kind: 'role-session',
    via: 'AssumeRoleWithWebIdentity',
    user: inDeploy('a', first),
  },
  GetSessionToken: {
    call: getSessionToken(thief, first, at(0)),
    id: first,
    kind: 'session-token',
    via: 'GetSessionToken',
    user: user('ci', first, { creationDate: at(0) }),
  },
  GetFederationToken: {
    call: getFederationToken(thief, first, at(0), 'guest'),
    id: first,
    kind: 'federation-token',
    via: 'GetFederationToken',
    user: federatedUser('guest', 'ci', first, { creationDate: at(0) }),
  },
  AssumeRoot: {
    call: assumeRoot(thief, first, at(0), stranger),
    id: first,
    kind: 'root-session',
    via: 'AssumeRoot',
    user: rootSession(first, stranger),
  },
  'CreateAccessKey for another user': {
    call: createAccessKey(thief, key, at(0), 'dana'),
    id: key,
    kind: 'access-key',
    via: 'CreateAccessKey',
    user: user('dana', key),
  },
  GetScopedCredentials: {
    call: answered(thief, 'sts:GetScopedCredentials', at(0), { credentials: credentials(first, at(0)) }),
    id: first,
    via: 'GetScopedCredentials',
    user: user('ci', first, { creationDate: at(0) }),
  },
  GetDelegatedAccessToken: {
    call: answered(thief, 'sts:GetDelegatedAccessToken', at(0), { credentials: credentials(first, at(0)) }),
    id: first,
    via: 'GetDelegatedAccessToken',
    user: inDeploy('a', first),
  },
  'Roles Anywhere CreateSession': {
    call: answered(thief, 'rolesanywhere:CreateSession', at(0), {
      credentialSet: [
        { roleArn: 'arn:aws:iam::264875319082:role/deploy', credentials: credentials(first, at(0)) },
      ],
    }),
    id: first,
    kind: 'role-session',
    via: 'CreateSession',
    user: inDeploy('a', first),
  },
  'Cognito GetCredentialsForIdentity': {
    call: answered(thief, 'cognito-identity:GetCredentialsForIdentity', at(0), {
      identityId: 'eu-west-1:0d1c2b3a-0000-4000-8000-0a1b2c3d4e5f',
      credentials: credentials(first, at(0)),
    }),
    id: first,
    via: 'GetCredentialsForIdentity',
    user: inDeploy('CognitoIdentityCredentials', first),
  },
  'a call that nobody knows yet': {
    certain: false,
    call: answered(thief, 'lakeformation:GetTemporaryGlueTableCredentials', at(0), {
      ...withSecret(first),
      expiration: 'May 4, 2026, 9:00:00 AM',
    }),
    id: first,
    via: 'GetTemporaryGlueTableCredentials',
    user: inDeploy('a', first),
  },
  'a call that nobody knows yet, deep in a list': {
    certain: false,
    call: answered(thief, 'sts:VendAccess20240101v2', at(0), {
      grants: [{ name: 'none' }, { given: { key: withSecret(first) } }],
    }),
    id: first,
    via: 'VendAccess',
    user: inDeploy('a', first),
  },
};

describe.each(Object.entries(issuings))('%s', (_, { call, id, kind, via, certain = true, user: bearer }) => {
  const acts = record(bearer, 's3:ListBuckets', at(1));

  it('links what it issued to its caller, and counts what is done with it', () => {
    const investigation = investigated([
      call,
      acts,
      { ...acts, eventID: 'refused', errorCode: 'AccessDenied' },
    ]);
    expect(links(investigation)).toEqual([
      { id, kind: kind ?? expect.any(String), issuedBy: leaked, via, certain },
    ]);
    expect(found(investigation, id)).toMatchObject({
      events: 2,
      failed: 1,
      issuedAt: new Date(at(0)).toISOString(),
    });
    expect(investigation).toMatchObject(certain ? { events: 3, failed: 1 } : { events: 1, failed: 0 });
    expect(JSON.stringify(investigation)).not.toContain(sessionToken);
  });

  it('makes no link when it failed, whatever its response says', () => {
    expect(linksOf([refused(call), acts])).toEqual([]);
    expect(linksOf([{ ...call, errorCode: 'AccessDenied' }, acts])).toEqual([]);
    expect(linksOf([{ ...call, errorMessage: 'not today' }, acts])).toEqual([]);
  });
});

describe('what names a key id and issues none', () => {
  it.each<[string, Json]>([
    ['the request', { requestParameters: { credentials: withSecret(first) } }],
    [
      'metadata in a response',
      { responseElements: { accessKeyMetadata: { accessKeyId: key, status: 'Active' } } },
    ],
    ['text in a response', { responseElements: { policy: JSON.stringify(withSecret(first)) } }],
    ['the user agent', { userAgent: `accessKeyId=${first}` }],
  ])('%s', (_, more) => {
    expect(linksOf([record(thief, 'iam:UpdateAccessKey', at(0), more)])).toEqual([]);
  });

  it('a session name that looks like one', () => {
    const assumed = assumeRole(thief, first, at(0), { role: 'AKIAT3SKF7WXYROLEN2M', session: second });
    expect(linksOf([assumed, record(inDeploy('b', second), 's3:ListBuckets', at(1))])).toHaveLength(1);
  });
});

describe('a service-specific credential', () => {
  it('is listed under its own id, or under its user where the record names none', () => {
    const id = 'ACCAT3SKF7WXYBEDRCK2';
    const named = {
      kind: 'service-specific',
      issuedBy: leaked,
      via: 'CreateServiceSpecificCredential',
      certain: true,
    };
    expect(linksOf([createServiceCredential(thief, at(0), 'dana', id)])).toEqual([{ id, ...named }]);
    expect(linksOf([createServiceCredential(thief, at(0), 'dana')])).toEqual([
      { id: `service-specific:${userArn('dana')}`, ...named },
    ]);
  });
});
