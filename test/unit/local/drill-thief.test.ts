import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyPair } from '#infra/local/clients.ts';
import { type Attempt, refusedRightly, Thief, thiefsPlace } from '#infra/local/drill/thief.ts';
import { buildsPlace, deployOnce, workFor } from '#infra/local/drill/workload.ts';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import type { Administrator } from '#infra/local/host/administrator.ts';
import { company } from '#infra/local/scenario/company.ts';
import { seed } from '#infra/local/scenario/seed.ts';
import { embeddedAwsFor } from '#infra/local/scenario/serve.ts';
import { managed } from './iam-rig.ts';

const propagationDelay = 4_000;
const { accountId, region, leaks } = company;

let aws: EmbeddedAws;
let leaked: KeyPair;
beforeEach(async () => {
  aws = await startEmbeddedAws({ ...embeddedAwsFor(company), propagationDelay });
  const { run } = aws.iam.setUp(accountId);
  const asAws: Administrator = async (service, operation, input) =>
    service === 'iam' ? run(operation, input) : aws.administer(service, operation, input);
  const keys = await seed(company, asAws);
  await aws.clock.advance(propagationDelay);
  const [key] = keys[leaks] ?? [];
  if (!key) throw new Error(`${leaks} has no key`);
  leaked = key;
});
afterEach(() => aws.close());

const thief = () => new Thief(aws.url, region, leaked, () => aws.clock.now());
const allowed = (attempts: Attempt[]) => [
  ...new Set(attempts.filter((each) => each.allowed).map(({ credential }) => credential)),
];

/** Every credential that a spreading thief holds, and in which way each is to be refused. */
const everything = [
  'the key',
  'session token',
  'federation token',
  'role session',
  'chained role session',
  'key of the new user',
  'console of the new user',
  'instance role',
];

describe('a thief who spreads', () => {
  it('holds eight credentials that all work, from one address', async () => {
    const somebody = thief();
    await somebody.takeSessions();
    await somebody.spread(aws);
    const attempts = await somebody.attack();
    expect(attempts.filter((each) => !each.allowed)).toEqual([]);
    expect(allowed(attempts)).toEqual(everything);
    expect(somebody.sessions).toHaveLength(7);
    const records = aws.trail.records();
    const addresses = new Set(records.map(({ sourceIPAddress }) => sourceIPAddress));
    expect([...addresses]).toEqual([thiefsPlace.sourceIp, 'ec2.amazonaws.com']);
    const kept = JSON.stringify(records);
    for (const { secretAccessKey } of somebody.sessions) expect(kept).not.toContain(secretAccessKey);
    for (const password of somebody.passwords) expect(kept).not.toContain(password);
    expect(somebody.passwords).toHaveLength(1);
  });

  it('leaves a trail in which every credential but the instance’s and the console’s has its parent', async () => {
    const somebody = thief();
    await somebody.takeSessions();
    await somebody.spread(aws);
    await somebody.attack();
    const issuedBy = Object.fromEntries(
      aws.trail.records().flatMap(({ responseElements, userIdentity }) => {
        const issued = responseElements?.['credentials'] ?? responseElements?.['accessKey'];
        const id =
          typeof issued === 'object' && issued !== null && 'accessKeyId' in issued && issued.accessKeyId;
        return typeof id === 'string' ? [[id, userIdentity.accessKeyId ?? userIdentity.invokedBy]] : [];
      }),
    );
    const [token, federation, role, chained, key, , instance] = somebody.sessions.map(
      ({ accessKeyId }) => accessKeyId,
    );
    expect(issuedBy).toEqual({
      [token ?? '']: leaked.accessKeyId,
      [federation ?? '']: leaked.accessKeyId,
      [role ?? '']: leaked.accessKeyId,
      [chained ?? '']: role,
      [key ?? '']: leaked.accessKeyId,
      [instance ?? '']: 'ec2.amazonaws.com',
    });
  });

  it('is refused rightly once everything is off or denied, and not before', async () => {
    const somebody = thief();
    await somebody.takeSessions();
    await somebody.spread(aws);
    const { userName, instanceId } = somebody.made;
    const [UserName, AccessKeyId] = [leaks, leaked.accessKeyId];
    await aws.administer('iam', 'UpdateAccessKey', { UserName, AccessKeyId, Status: 'Inactive' });
    const PolicyArn = managed('AWSDenyAll');
    for (const user of [UserName, userName]) {
      await aws.administer('iam', 'AttachUserPolicy', { UserName: user, PolicyArn });
    }
    await aws.clock.advance(propagationDelay);
    const roles = ['role session', 'chained role session', 'instance role'];
    const half = await somebody.attack();
    expect(allowed(half)).toEqual(roles);
    expect(half.filter((each) => !each.allowed && !refusedRightly(each))).toEqual([]);
    for (const RoleName of ['deployment', 'backup', 'shop-server']) {
      await aws.administer('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
    }
    await aws.clock.advance(propagationDelay);
    expect((await somebody.attack()).filter((each) => !refusedRightly(each))).toEqual([]);
    await aws.administer('ec2', 'TerminateInstances', { InstanceIds: [instanceId] });
    expect(() => somebody.drawInstanceRole(aws)).toThrow(`${instanceId} is terminated`);
  });

  it('draws new credentials of the role while the instance runs, also when the older ones are denied', async () => {
    const somebody = thief();
    await somebody.spread(aws);
    await aws.clock.advance(1_000);
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { DateLessThan: { 'aws:TokenIssueTime': aws.clock.now().toISOString() } },
        },
      ],
    });
    const RoleName = 'shop-server';
    await aws.administer('iam', 'PutRolePolicy', { RoleName, PolicyName: 'older', PolicyDocument });
    await aws.clock.advance(propagationDelay);
    expect(allowed(await somebody.attack())).not.toContain('instance role');
    somebody.drawInstanceRole(aws);
    expect(allowed(await somebody.attack())).toContain('instance role');
  });

  it('finds a deny of a key no excuse, but takes either for the key of the user that it made', () => {
    const denied = { call: 'x', allowed: false, code: 'AccessDenied', message: 'with an explicit deny' };
    const off = { call: 'x', allowed: false, code: 'InvalidClientTokenId', message: 'invalid' };
    const right = (attempt: Omit<Attempt, 'credential'>) =>
      everything.filter((credential) => refusedRightly({ ...attempt, credential }));
    expect(right(denied)).toEqual(everything.slice(1));
    expect(right(off)).toEqual(['the key', 'key of the new user']);
    expect(right({ ...denied, message: 'because no identity-based policy allows it' })).toEqual([]);
    expect(right({ ...denied, allowed: true })).toEqual([]);
  });
});

describe('the rightful owner of the leaked key', () => {
  it('works for a month from its own address, a few calls a day, and a thief after that is told apart', async () => {
    const began = aws.clock.now().getTime();
    const sessions = await workFor(aws, leaked, 30);
    expect(new Set(sessions).size).toBe(30);
    expect(aws.clock.now().getTime() - began).toBeGreaterThanOrEqual(30 * 86_400_000);
    const records = aws.trail.records();
    expect(records.map(({ errorCode }) => errorCode).filter(Boolean)).toEqual([]);
    expect(records).toHaveLength(90);
    const assumed = records.filter(({ eventName }) => eventName === 'AssumeRole');
    expect(new Set(assumed.map(({ requestParameters }) => requestParameters?.['roleSessionName']))).toEqual(
      new Set(['deploy']),
    );
    await thief().spread(aws);
    await deployOnce(aws, leaked);
    const places = new Set(
      aws.trail
        .records()
        .filter(({ userIdentity }) => userIdentity.accessKeyId === leaked.accessKeyId)
        .map(({ sourceIPAddress, userAgent }) => `${sourceIPAddress} ${userAgent}`),
    );
    const [build, elsewhere] = [buildsPlace, thiefsPlace].map((place) => Object.values(place).join(' '));
    expect([...places]).toEqual([build, elsewhere]);
  });
});
