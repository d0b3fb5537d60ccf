import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKey } from '#infra/local/scenario/seed.ts';
import { type ServedCompany, serveCompany } from '#infra/local/scenario/serve.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { endpointWithout, type Lack, refusals } from './endpoint-without.ts';
import { cleanEnvironment, tourniquetJson } from './processes.ts';

const denyAll = 'arn:aws:iam::aws:policy/AWSDenyAll';
let served: ServedCompany;
let state: string;

beforeAll(async () => {
  [served, state] = await Promise.all([serveCompany({}), temporaryFolder()]);
});
afterAll(async () => {
  await served.close();
  await rm(state, { recursive: true });
});

/** Runs the command against the embedded AWS, or against one that lacks an operation. */
const run = async (args: string[], lack?: Lack) => {
  const endpoint = lack && (await endpointWithout(served.aws.url, lack));
  const env = cleanEnvironment({
    ...served.environment,
    ...(endpoint && { AWS_ENDPOINT_URL: endpoint.url }),
  });
  const ended = await tourniquetJson([...args, '--state', state], env);
  await endpoint?.close();
  return ended;
};

/** A user with a key; `full` with as many attached policies as a user may have. */
const victim = async (full = false) => {
  const { administer } = served.aws;
  const UserName = `victim-${randomUUID().slice(0, 8)}`;
  await administer('iam', 'CreateUser', { UserName });
  const { AttachedPolicies } = await administer('iam', 'ListAttachedUserPolicies', { UserName: 'reporting' });
  for (const { PolicyArn } of full ? AttachedPolicies : []) {
    await administer('iam', 'AttachUserPolicy', { UserName, PolicyArn });
  }
  return { UserName, accessKeyId: (await newKey(UserName, administer)).accessKeyId };
};

/** What the account itself shows, by the step that would have brought it about. */
const inForce = async (UserName: string): Promise<Record<string, boolean>> => {
  const { administer } = served.aws;
  const { User } = await administer('iam', 'GetUser', { UserName });
  const { AccessKeyMetadata } = await administer('iam', 'ListAccessKeys', { UserName });
  const { AttachedPolicies } = await administer('iam', 'ListAttachedUserPolicies', { UserName });
  return {
    'deactivate-key': AccessKeyMetadata[0].Status === 'Inactive',
    'deny-user': AttachedPolicies.some((policy: { PolicyArn: string }) => policy.PolicyArn === denyAll),
    'bound-user': User.PermissionsBoundary?.PermissionsBoundaryArn === denyAll,
  };
};

const nothing = { 'deactivate-key': false, 'deny-user': false, 'bound-user': false };

const forms = Object.keys(refusals) as (keyof typeof refusals)[];

describe('contain, where the endpoint lacks what whose key it is must be read with', () => {
  it.each([
    ['GetAccessKeyLastUsed', 'status 501'],
    ['GetUser', 'InvalidAction'],
    ['ListAccessKeys', 'UnknownOperationException'],
    ['ListAttachedUserPolicies', 'status 501 and no words'],
  ] as const)('%s (%s): changes nothing and says why', async (operation, form) => {
    const { UserName, accessKeyId } = await victim();
    const refusal = refusals[form];
    const { exitCode, document } = await run(['contain', accessKeyId], { operation, refusal });
    expect({ exitCode, status: document.status }).toEqual({ exitCode: 3, status: 'not-contained' });
    expect(document.reason).toContain(`this endpoint does not offer iam:${operation}`);
    expect(document.steps).toEqual([]);
    expect(await inForce(UserName)).toEqual(nothing);
  });
});

describe('contain, where the endpoint lacks what a step changes the account with', () => {
  it.each([
    ['UpdateAccessKey', 'InvalidAction', 'deactivate-key'],
    ...forms.map((form) => ['AttachUserPolicy', form, 'deny-user'] as const),
    ['PutUserPermissionsBoundary', 'status 501', 'bound-user'],
  ] as const)('%s (%s): claims the other half only', async (operation, form, step) => {
    const { UserName, accessKeyId } = await victim(step === 'bound-user');
    const refusal = refusals[form];
    const { exitCode, document } = await run(['contain', accessKeyId], { operation, refusal });
    expect({ exitCode, status: document.status }).toEqual({ exitCode: 3, status: 'partly-contained' });
    expect(document).not.toHaveProperty('containedAt');
    expect(document.reason).toContain(`${step}: this endpoint does not offer iam:${operation}`);
    const account = await inForce(UserName);
    expect(account[step]).toBe(false);
    for (const { id, outcome } of document.steps) expect(outcome === 'done').toBe(account[id]);
  });
});

describe('contain, where the endpoint stops offering what the change is read back with', () => {
  it('does not call it read back, and a later run that can read it does', async () => {
    const { UserName, accessKeyId } = await victim();
    const lack = { operation: 'ListAttachedUserPolicies', refusal: refusals.InvalidAction };
    const { exitCode, document } = await run(['contain', accessKeyId], {
      ...lack,
      since: 'AttachUserPolicy',
    });
    expect({ exitCode, status: document.status }).toEqual({ exitCode: 3, status: 'not-contained' });
    const why = 'could not be read back: this endpoint does not offer iam:ListAttachedUserPolicies';
    expect(document.steps).toMatchObject([
      { id: 'deactivate-key', outcome: 'failed', reason: why },
      { id: 'deny-user', outcome: 'failed', reason: why },
    ]);
    expect(await inForce(UserName)).toMatchObject({ 'deactivate-key': true, 'deny-user': true });

    const again = await run(['contain', accessKeyId]);
    expect(again).toMatchObject({ exitCode: 0, document: { status: 'contained' } });
    expect(again.document.steps[0].before).toEqual({ status: 'Active' });
  });
});

describe('restore, where the endpoint lacks an operation', () => {
  it.each([
    ['GetUser', 'InvalidAction', 'not-read'],
    ['DetachUserPolicy', 'status 501', 'not-read-back'],
  ] as const)('%s: is refused, says why, and is done by a later run', async (operation, form, code) => {
    const { UserName, accessKeyId } = await victim();
    await run(['contain', accessKeyId]);
    const refused = await run(['restore', accessKeyId], { operation, refusal: refusals[form] });
    expect(refused).toMatchObject({ exitCode: 1, document: { error: { code } } });
    expect(refused.document.error.message).toContain(`this endpoint does not offer iam:${operation}`);
    expect(await inForce(UserName)).toMatchObject({ 'deny-user': true });
    const restored = await run(['restore', accessKeyId]);
    expect(restored).toMatchObject({ exitCode: 0, document: { status: 'restored' } });
    expect(await inForce(UserName)).toEqual(nothing);
  });
});
