import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { part, text } from '#lib/investigation/detail.ts';
import { OwnerFinder } from '#lib/investigation/owner-finder.ts';
import { readLookedUpEvent } from '#lib/investigation/trail-record.ts';

type Json = Record<string, unknown>;

const folder = '../shared/data/cloudtrail';
const json = (path: string) => JSON.parse(readFileSync(`${folder}/${path}`, 'utf8'));

const stratus = (): Json[][] =>
  readdirSync(`${folder}/stratus-red-team`)
    .filter((name) => name.endsWith('.json'))
    .map((name) => json(`stratus-red-team/${name}`));

const identityOf = (event: Json) => part(event['userIdentity']);
const issuedIn = (event: Json) => part(event['responseElements']);
const issuedId = (event: Json) => text(part(issuedIn(event)['credentials'])['accessKeyId']);
const issuerOf = (identity: Json) => part(part(identity['sessionContext'])['sessionIssuer']);

const ownerOf = (id: string, events: readonly Json[]) => {
  const finder = new OwnerFinder(id, null);
  for (const event of events) finder.add(readLookedUpEvent({ CloudTrailEvent: JSON.stringify(event) }, 'r'));
  return finder.result();
};

const temporary = (events: readonly Json[]): string[] => {
  const ids = events.flatMap((event) => [text(identityOf(event)['accessKeyId']), issuedId(event)]);
  return [...new Set(ids)].filter((id) => id !== null).filter((id) => /^ASIA[A-Z0-9]{16}$/.test(id));
};

test.runIf(existsSync(folder))(
  'of each session in recorded attacks the owner is what the records say',
  () => {
    let [used, unused] = [0, 0];
    for (const events of stratus()) {
      for (const id of temporary(events)) {
        const call = events.find((event) => identityOf(event)['accessKeyId'] === id);
        const issuing = events.find((event) => issuedId(event) === id);
        const identity = call && identityOf(call);
        const told =
          identity?.['principalId'] ?? part(issuedIn(issuing ?? {})['assumedRoleUser'])['assumedRoleId'];
        const [roleId, sessionName] = String(told).split(':');
        const arn =
          text(identity && issuerOf(identity)['arn']) ??
          text(part(issuing?.['requestParameters'])['roleArn']);
        const [, , , , accountId, resource] = String(arn).split(':');
        const roleName = resource?.split('/').at(-1);
        const owner = { type: 'role-session', roleName, roleId, sessionName };
        expect(ownerOf(id, events)).toEqual({ state: 'found', accountId, owner });
        if (call) used += 1;
        else unused += 1;
      }
    }
    console.log(`derived the owner of ${used + unused} sessions, ${unused} of which were never used`);
    expect(used).toBeGreaterThan(0);
    expect(unused).toBeGreaterThan(0);
  },
);

test.runIf(existsSync(folder))(
  'of sessions in the tests of rules an owner is told only where all fields agree',
  () => {
    const events: Json[] = json('panther/cloudtrail_rule_tests.json').map(
      ({ event }: { event: Json }) => event,
    );
    let [found, refused] = [0, 0];
    for (const event of events) {
      const [id] = temporary([event]);
      const identity = identityOf(event);
      if (id === undefined || identity['accessKeyId'] !== id) continue;
      const result = ownerOf(id, [event]);
      if (result.state === 'not-found') {
        refused += 1;
        continue;
      }
      found += 1;
      const issuer = issuerOf(identity);
      if (result.state !== 'found' || result.owner.type === 'root') throw new Error(`${id}: ${result.state}`);
      if (result.owner.type === 'user') {
        expect([result.owner.userName, result.owner.userId]).toEqual([
          identity['userName'],
          identity['principalId'],
        ]);
      } else {
        const { roleName, roleId, sessionName } = result.owner;
        expect([roleName, roleId]).toEqual([issuer['userName'], issuer['principalId']]);
        expect(`${roleId}:${sessionName}`).toBe(identity['principalId']);
        expect(String(identity['arn']).endsWith(`:assumed-role/${roleName}/${sessionName}`)).toBe(true);
      }
      expect(result.accountId).toBe(identity['accountId']);
    }
    console.log(
      `derived ${found} owners, refused ${refused} records that lack a field or contradict themselves`,
    );
    expect(found).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(20);
  },
);
