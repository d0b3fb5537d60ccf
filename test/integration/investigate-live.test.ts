import { rm } from 'node:fs/promises';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientsFor, type KeyPair } from '#infra/local/clients.ts';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { undescribed } from './investigation-schema.ts';
import { cleanEnvironment, end, type Local, startLocal, tourniquetJson } from './processes.ts';

let state: string;
let local: Local;
beforeAll(async () => {
  [state, local] = await Promise.all([temporaryFolder(), startLocal()]);
});
afterAll(async () => {
  await end(local.child);
  await rm(state, { recursive: true });
});

const iamAs = (key: KeyPair) =>
  clientsFor(local.exported['AWS_ENDPOINT_URL'] ?? '', local.exported['AWS_REGION'] ?? '', key).iam;

/** The thief makes itself at home: an administrator of its own, with a key. */
const backdoor = async (leaked: KeyPair): Promise<KeyPair> => {
  const iam = iamAs(leaked);
  const UserName = 'support-agent';
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(
    new AttachUserPolicyCommand({ UserName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
  );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
};

it('what a leaked key made is found, contained only after the key itself, and works no longer', {
  timeout: 60_000,
}, async () => {
  const leaked = {
    accessKeyId: local.exported['LEAKED_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: local.exported['LEAKED_SECRET_ACCESS_KEY'] ?? '',
  };
  const made = await backdoor(leaked);
  const listsUsers = () =>
    iamAs(made)
      .send(new ListUsersCommand({}))
      .then(
        () => 'allowed',
        (error: Error) => error.name,
      );
  expect(await listsUsers()).toBe('allowed');
  const responder = cleanEnvironment(local.exported);
  const investigate = (...args: string[]) =>
    tourniquetJson(['investigate', leaked.accessKeyId, '--state', state, ...args], responder);

  const tooEarly = await investigate('--contain');
  expect(tooEarly).toMatchObject({ exitCode: 2, stderr: '', document: { error: { field: '--contain' } } });
  expect(tooEarly.document.error.message).toContain(`contain ${leaked.accessKeyId}`);

  await tourniquetJson(['contain', leaked.accessKeyId, '--state', state], responder);
  expect(await listsUsers()).toBe('allowed');

  const { exitCode, document } = await investigate('--contain');
  expect({ exitCode, wrong: undescribed(document) }).toEqual({ exitCode: 0, wrong: [] });
  const verdictOf = (id: string) =>
    document.credentials.find((credential: KnownCredential) => credential.id === id)?.verdict;
  expect(verdictOf(made.accessKeyId)).toMatchObject({ what: 'contain', status: 'contained' });
  expect(document.created).toContainEqual(
    expect.objectContaining({ type: 'AWS::IAM::User', id: 'support-agent', by: leaked.accessKeyId }),
  );
  expect(document.could.actions).toContainEqual(
    expect.objectContaining({ action: 'iam:CreateUser', allowed: true, used: 1 }),
  );
  expect(document.coverage.length).toBeGreaterThan(15);
  expect(document.coverage.every(({ complete }: { complete: boolean }) => complete)).toBe(true);
  expect(await listsUsers()).toBe('InvalidClientTokenId');
});
