import type { Json } from '#lib/investigation/detail.ts';
import { type Caller, roleSession } from '#test/fixtures/cloudtrail/callers.ts';
import { assumeRole, getSessionToken } from '#test/fixtures/cloudtrail/issuing.ts';
import { record } from '#test/fixtures/cloudtrail/record.ts';

const day = 86_400_000;
/** Where the workload has always worked from. */
export const home = { ip: '203.0.113.200', userAgent: 'aws-sdk-go-v2/1.30.3 os/linux ci-runner' };

const written = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const sessionId = (index: number): string => {
  const digits = [...String(index).padStart(6, '0')].map((digit) => base32[Number(digit)]);
  return `ASIAWORKLOAD22${digits.join('')}`;
};

/** The times of a workload that runs every day for 90 days, and again and again while the recording goes on. */
const timesUntil = (first: number, last: number): number[] => {
  const daily = Array.from({ length: 90 }, (_, index) => first - (90 - index) * day + (index % 7) * 60_000);
  const meanwhile = Array.from(
    { length: 8 },
    (_, index) => first - 60_000 + (index * (last - first + 120_000)) / 7,
  );
  return [...daily, ...meanwhile];
};

export interface History {
  records: Json[];
  /** What the workload's own calls issued. */
  descendants: Set<string>;
}

/**
 * What a workload did with the same key before the recording begins and while it goes on: every day it takes a session
 * of the same role and works with it, and it takes a session token.
 */
export const historyBefore = (recording: readonly Json[], identity: Json): History => {
  const times = recording.map((each) => Date.parse(String(each['eventTime'])));
  const workload: Caller = { identity, ...home };
  const account = String(identity['accountId']);
  const descendants = new Set<string>();
  const issue = (): string => {
    const id = sessionId(descendants.size);
    descendants.add(id);
    return id;
  };
  const records = timesUntil(Math.min(...times), Math.max(...times)).flatMap((time) => {
    const [role, token] = [issue(), issue()];
    const session = `deploy-${written(time).slice(0, 10)}`;
    const inRole = {
      ...roleSession('deploy', session, role, { account, creationDate: written(time) }),
      ...home,
    };
    const inToken = { ...workload, identity: { ...identity, accessKeyId: token } };
    return [
      assumeRole(workload, role, written(time), { role: 'deploy', session, account }),
      record(inRole, 'cloudformation:DescribeStacks', written(time + 1000)),
      record(inRole, 's3:PutBucketTagging', written(time + 2000)),
      record(inRole, 'ecs:UpdateService', written(time + 3000)),
      getSessionToken(workload, token, written(time + 4000)),
      record(inToken, 'ecr:GetAuthorizationToken', written(time + 5000)),
    ];
  });
  return { records, descendants };
};
