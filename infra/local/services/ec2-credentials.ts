import { AwsError, type Clock, type Recorder } from '../contract.ts';
import type { InstanceRoles } from '../iam/instance-roles.ts';
import { ec2Principal } from '../iam/profile-roles.ts';
import { assumeRoleBy, type ServiceSession } from '../sts/service-session.ts';
import type { Fleet } from './ec2-fleet.ts';

export interface MetadataParts {
  clock: Clock;
  fleet: Fleet;
  roles: InstanceRoles;
  recorder: Recorder;
}

const none = (message: string) => new AwsError('NotFound', message, 404);

/**
 * What the metadata service of an instance answers: a new session of the role each time it is asked, for as long as
 * the instance runs and has its profile. EC2 assumes the role, so that CloudTrail's AssumeRole carries no key of
 * anybody, and the session is named by the instance.
 *
 * @throws AwsError NotFound when the instance does not run or has no profile; AccessDenied when its role does not
 * trust EC2
 */
export const instanceCredentials =
  ({ clock, fleet, roles, recorder }: MetadataParts) =>
  (instanceId: string): ServiceSession => {
    const { instance, scope } = fleet.anywhere(instanceId);
    if (instance.State.Name !== 'running') throw none(`${instanceId} is ${instance.State.Name}`);
    if (!instance.IamInstanceProfile) throw none(`${instanceId} has no instance profile`);
    const { roleArn, session } = roles.session(instance.IamInstanceProfile, instanceId, scope.region);
    recorder.record({
      call: assumeRoleBy(ec2Principal, scope.accountId, scope.region, clock.now()),
      eventSource: 'sts.amazonaws.com',
      operation: { readOnly: true, run: () => session },
      input: { RoleArn: roleArn, RoleSessionName: instanceId },
      output: {
        Credentials: {
          AccessKeyId: session.accessKeyId,
          SessionToken: session.sessionToken,
          Expiration: session.expiresAt,
        },
      },
    });
    return session;
  };
