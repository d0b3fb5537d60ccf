import type { Operation } from '../contract.ts';
import type { Role } from './entities.ts';
import { invalidInput } from './errors.ts';
import { checkName } from './names.ts';
import { roleOut } from './roles.ts';
import type { State } from './state.ts';
import { newUniqueId, toSecond } from './unique-id.ts';

/** Names that do not follow from the service's principal (IAM guide, pages of the single services). */
const names: Record<string, string> = {
  autoscaling: 'AutoScaling',
  elasticloadbalancing: 'ElasticLoadBalancing',
  ecs: 'ECS',
  guardduty: 'AmazonGuardDuty',
  organizations: 'Organizations',
  rds: 'RDS',
  securityhub: 'SecurityHub',
  sso: 'SSO',
  support: 'Support',
  trustedadvisor: 'TrustedAdvisor',
};

interface Input {
  AWSServiceName: string;
  Description?: string;
  CustomSuffix?: string;
}

const roleName = ({ AWSServiceName, CustomSuffix }: Input): string => {
  const service = AWSServiceName.split('.')[0] ?? '';
  const name = names[service] ?? service.charAt(0).toUpperCase() + service.slice(1);
  return `AWSServiceRoleFor${name}${CustomSuffix === undefined ? '' : `_${CustomSuffix}`}`;
};

const trustOf = (Service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  });

/**
 * CreateServiceLinkedRole. The policy that AWS attaches to such a role is left out: no service here acts with it, and
 * nobody can change it.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
 */
export const serviceLinkedRoleOperations = (state: State): Record<string, Operation> => ({
  CreateServiceLinkedRole: {
    readOnly: false,
    resources: (input, { caller }) => [
      `arn:aws:iam::${caller.accountId}:role/aws-service-role/${input.AWSServiceName}/${roleName(input)}`,
    ],
    conditions: ({ AWSServiceName }) => ({ 'iam:AWSServiceName': AWSServiceName }),
    run(input: Input, { caller: { accountId }, now }) {
      const { AWSServiceName: service, Description = '' } = input;
      if (!/^[\w-]+(\.[\w-]+)*\.amazonaws\.com$/.test(service)) {
        throw invalidInput(`Unknown service name: ${service}`);
      }
      const name = checkName('role', roleName(input));
      if (state.roles.find(accountId, name)) {
        throw invalidInput(
          `Service role name ${name} has been taken in this account, please try a different suffix.`,
        );
      }
      const role: Role = {
        accountId,
        name,
        path: `/aws-service-role/${service}/`,
        id: newUniqueId('role'),
        createDate: toSecond(now),
        tags: new Map(),
        attached: [],
        inline: new Map(),
        trust: trustOf(service),
        description: Description,
        maxSessionDuration: 3600,
      };
      return { Role: roleOut(state, state.roles.add(role)) };
    },
  },
});
