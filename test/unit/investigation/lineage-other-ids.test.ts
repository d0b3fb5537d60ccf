import { describe, expect, it } from 'vitest';
import { roleSession, service } from '#test/fixtures/cloudtrail/callers.ts';
import { runInstances } from '#test/fixtures/cloudtrail/compute.ts';
import { rewriteTrust } from '#test/fixtures/cloudtrail/iam.ts';
import { assumedByService, assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import {
  colleague,
  first,
  found,
  investigated,
  leaked,
  linksOf,
  ordersOf,
  second,
  thief,
} from './lineage.ts';

describe('lesson 5: the id that was issued is not the id that is used, or nobody issued it', () => {
  const used = 'ASIAT3SKF7WXYUSEDID2';

  it('Identity Center: the same session by name and time is inferred, never certain', () => {
    const records = [
      assumeRole(thief, first, at(0), { role: 'AWSReservedSSO_Ops_1', session: 'dana' }),
      record(
        roleSession('AWSReservedSSO_Ops_1', 'dana', used, { creationDate: at(0) }),
        's3:ListBuckets',
        at(1),
      ),
    ];
    const investigation = investigated(records);
    expect(found(investigation, first)).toMatchObject({ certain: true, events: 0 });
    expect(found(investigation, used)).toMatchObject({ kind: 'role-session', certain: false, events: 1 });
    expect([leaked, first]).toContain(found(investigation, used)?.issuedBy);
    expect(investigation.events).toBe(1);
  });

  it('what it issues under the other id is followed, in any order', () => {
    const session = roleSession('AWSReservedSSO_Ops_1', 'dana', used, { creationDate: at(0) });
    const records = [
      assumeRole(thief, first, at(0), { role: 'AWSReservedSSO_Ops_1', session: 'dana' }),
      assumeRole(session, second, at(1), { role: 'deploy', session: 'a' }),
      record(roleSession('deploy', 'a', second, { creationDate: at(1) }), 's3:ListBuckets', at(2)),
    ];
    for (const inOrder of ordersOf(records)) {
      const told = investigated(inOrder).credentials.map(({ id, certain, events }) => ({
        id,
        certain,
        events,
      }));
      expect(told).toEqual([
        { id: leaked, certain: true, events: 1 },
        { id: first, certain: true, events: 0 },
        { id: used, certain: false, events: 1 },
        { id: second, certain: false, events: 1 },
      ]);
    }
  });

  it('what the other id opens is open, in any order', () => {
    const session = roleSession('AWSReservedSSO_Ops_1', 'dana', used, { creationDate: at(0) });
    const records = [
      assumeRole(thief, first, at(0), { role: 'AWSReservedSSO_Ops_1', session: 'dana' }),
      rewriteTrust(session, at(5), 'deploy', '905418237716'),
      assumeRole(colleague, second, at(9), { role: 'deploy', session: 'a' }),
      record(roleSession('deploy', 'a', second, { creationDate: at(9) }), 's3:ListBuckets', at(10)),
    ];
    for (const inOrder of ordersOf(records))
      expect(found(investigated(inOrder), second)).toMatchObject({
        issuedBy: used,
        certain: false,
        events: 1,
      });
  });

  it('the same session name at another time is somebody else', () => {
    const later = roleSession('AWSReservedSSO_Ops_1', 'dana', used, { creationDate: at(7) });
    const assumed = assumeRole(thief, first, at(0), { role: 'AWSReservedSSO_Ops_1', session: 'dana' });
    expect(linksOf([assumed, record(later, 's3:ListBuckets', at(8))])).toHaveLength(1);
  });

  it('the same session name at the same time is somebody else where a record shows who issued it', () => {
    const role = { role: 'ci', session: 'GitHubActions' };
    const theirs = roleSession('ci', 'GitHubActions', used, { creationDate: at(0) });
    const records = [
      assumeRole(thief, first, at(0), role),
      assumeRole(colleague, used, at(0), role),
      record(theirs, 's3:ListBuckets', at(1)),
    ];
    for (const order of ordersOf(records)) expect(linksOf(order).map(({ id }) => id)).toEqual([first]);
  });

  it('a session that EC2 takes for an instance belongs to who started the instance', () => {
    const instance = 'i-0aa11bb22cc33dd44';
    const ec2 = service('ec2.amazonaws.com');
    expect(
      linksOf([
        runInstances(thief, at(0), [instance], 'worker'),
        assumedByService(ec2, first, at(1), { role: 'worker', session: instance }),
        assumedByService(ec2, second, at(1), { role: 'worker', session: 'i-0ee55ff66aa77bb88' }),
      ]),
    ).toEqual([{ id: first, kind: 'role-session', issuedBy: leaked, via: 'RunInstances', certain: true }]);
  });
});
