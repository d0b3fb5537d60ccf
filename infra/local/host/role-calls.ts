import {
  type Authorizer,
  AwsError,
  type Clock,
  type Identities,
  type Service,
  type Shape,
} from '../contract.ts';
import { callBy, operationOf } from './administrator.ts';
import type { ServiceSession } from './runtime-environment.ts';

export interface RoleCallOptions {
  services: readonly Service[];
  identities: Identities;
  authorizer: Authorizer;
  clock: Clock;
  issueSession(roleArn: string, sessionName: string, seconds: number): ServiceSession;
}

/** A session of the shortest life that STS gives. */
const seconds = 900;

/** Calls that the Lambda service makes under the role of a function: they are judged by the role's policies. */
export const createRoleCalls = ({
  services,
  identities,
  authorizer,
  clock,
  issueSession,
}: RoleCallOptions) => {
  const prepare = (roleArn: string, service: string, operation: string, region: string, input: Shape) => {
    const { accessKeyId, sessionToken } = issueSession(roleArn, 'lambda', seconds);
    const { caller } = identities.find(accessKeyId, sessionToken);
    const call = callBy(caller, clock, { service, operation, region });
    const found = operationOf(services, service, operation);
    authorizer.authorize(call, found, input);
    return () => found.run(input, call);
  };

  return {
    /** @throws AwsError AccessDenied, or as the operation does */
    async run(
      roleArn: string,
      service: string,
      operation: string,
      region: string,
      input: Shape,
    ): Promise<Shape> {
      return prepare(roleArn, service, operation, region, input)();
    },

    /** @throws AwsError InvalidParameterValueException, worded as Lambda refuses the event source of such a role */
    demand(roleArn: string, service: string, operations: string[], region: string, input: Shape): void {
      for (const operation of operations) {
        try {
          prepare(roleArn, service, operation, region, input);
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          throw new AwsError(
            'InvalidParameterValueException',
            `The provided execution role does not have permissions to call ${operation} on ${service.toUpperCase()}: ${error.message}`,
          );
        }
      }
    },
  };
};

export type RoleCalls = ReturnType<typeof createRoleCalls>;
