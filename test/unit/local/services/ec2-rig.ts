import { createIam } from '#infra/local/iam/iam.ts';
import { ec2 } from '#infra/local/services/ec2.ts';
import { trail } from '#infra/local/trail/trail.ts';
import { accountId, caller, newClock, otherAccountId } from './rig.ts';

/** EC2 with the IAM that it asks for the roles of instances. */
export const startEc2 = () => {
  const clock = newClock();
  const iam = createIam({ clock, accounts: [accountId, otherAccountId] });
  const records = trail({ clock });
  const machines = ec2({ clock, roles: iam.instanceRoles, recorder: records });
  return { clock, iam, records, machines, call: caller(machines.service) };
};
