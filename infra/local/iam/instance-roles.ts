import { AwsError, type Call } from '../contract.ts';
import { type ServiceSession, sessionForService } from '../sts/service-session.ts';
import { instanceProfileArn, roleArn } from './arns.ts';
import type { InstanceProfile, Role } from './entities.ts';
import { demandPassRole } from './pass-role.ts';
import { ec2Principal } from './profile-roles.ts';
import type { State } from './state.ts';

/** A profile as EC2 shows it beside an instance. */
export interface HeldProfile {
  Arn: string;
  Id: string;
}

/** What an instance is given of its role, and which role that is. */
export interface InstanceSession {
  roleArn: string;
  session: ServiceSession;
}

/** What EC2 asks IAM for. */
export interface InstanceRoles {
  /**
   * The profile that a request names, whose role the caller may pass.
   * @throws AwsError InvalidParameterValue when there is none or it holds no role, AccessDenied without iam:PassRole
   */
  pass(call: Call, named: { Arn?: string; Name?: string }): HeldProfile;
  /**
   * A session of the profile's role, named by the instance.
   * @throws AwsError AccessDenied when the role is gone, or does not trust EC2
   */
  session(profile: HeldProfile, instanceId: string, region: string): InstanceSession;
}

/** The metadata service hands out sessions of six hours, however long the role's own may be. */
const seconds = 21_600;

const invalid = (message: string) => new AwsError('InvalidParameterValue', message);

const named = (state: State, accountId: string, { Arn, Name = '' }: { Arn?: string; Name?: string }) => {
  if (Arn === undefined) {
    const profile = state.instanceProfiles.find(accountId, Name);
    if (profile) return profile;
    throw invalid(
      `Value (${Name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
    );
  }
  const profile = state.instanceProfiles.find(accountId, Arn.split('/').at(-1) ?? '');
  if (profile && instanceProfileArn(profile) === Arn) return profile;
  throw invalid(
    `Value (${Arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`,
  );
};

const roleIn = (state: State, profile: InstanceProfile | undefined): Role | undefined =>
  profile?.roleId === undefined ? undefined : state.roles.byId(profile.roleId);

export const createInstanceRoles = (state: State): InstanceRoles => ({
  pass(call, wanted) {
    const profile = named(state, call.caller.accountId, wanted);
    const role = roleIn(state, profile);
    const Arn = instanceProfileArn(profile);
    if (!role) throw invalid(`IAM Instance Profile "${Arn}" has no associated IAM Roles`);
    demandPassRole(state, call, role, ec2Principal);
    return { Arn, Id: profile.id };
  },
  session({ Arn, Id }, sessionName, region) {
    const role = roleIn(state, state.instanceProfiles.byId(Id));
    if (!role) throw invalid(`IAM Instance Profile "${Arn}" has no associated IAM Roles`);
    const request = { service: ec2Principal, roleArn: roleArn(role), sessionName, seconds, region };
    return {
      roleArn: request.roleArn,
      session: sessionForService(state, { ...request, ec2RoleDelivery: '2.0' }),
    };
  },
});
