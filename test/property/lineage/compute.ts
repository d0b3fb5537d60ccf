import { accountOf, roleSession, service } from '#test/fixtures/cloudtrail/callers.ts';
import { createFunction, runInstances } from '#test/fixtures/cloudtrail/compute.ts';
import { assumedByService } from '#test/fixtures/cloudtrail/issuing.ts';
import { record } from '#test/fixtures/cloudtrail/record.ts';
import { ended } from './issuing.ts';
import type { Compute } from './steps.ts';
import type { Actor, World } from './world.ts';

// Nobody opens this role: its sessions come from compute alone.
const role = 'worker';

/** Somebody starts compute with a role, which then acts; AWS issues its session, so that it has no key for a parent. */
export const startCompute = (world: World, by: Actor, { what, outcome, shown }: Compute): void => {
  const instance = what === 'RunInstances';
  const session = instance ? `i-${world.name('0abc')}` : world.name('fn');
  const time = world.wait(2);
  const account = accountOf(by.caller);
  const start = instance
    ? runInstances(by.caller, time, [session], role)
    : createFunction(by.caller, time, session, role);
  world.write(ended(start, outcome));
  const [id, creationDate] = [world.newId('ASIA'), world.wait(2)];
  const delivered = instance && shown === 'delivered';
  const host = service(instance ? 'ec2.amazonaws.com' : 'lambda.amazonaws.com');
  if (shown === 'taken') world.write(assumedByService(host, id, creationDate, { role, session, account }));
  const bearer = roleSession(role, session, id, {
    account,
    creationDate,
    ...(delivered ? { ec2RoleDelivery: '2.0' } : {}),
  });
  const told = shown === 'taken' || delivered;
  const side = by.side === 'certain' && !told ? 'inferred' : by.side;
  world.join(bearer, outcome === 'done' ? side : 'other', {
    kind: 'role-session',
    issuedBy: [by.id],
    via: what,
  });
  world.write(record(bearer, 's3:ListBuckets', world.wait(1)));
};
