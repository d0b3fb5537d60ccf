import { randomBytes } from 'node:crypto';
import { AwsError, type Shape } from '../contract.ts';
import type { HeldProfile } from '../iam/instance-roles.ts';
import { perScope, type Scope } from './scope.ts';

/** An instance in the SDK's shape. Its state and its profile change: nothing runs. */
export interface Instance {
  InstanceId: string;
  ImageId: string;
  InstanceType: string;
  LaunchTime: Date;
  State: State;
  KeyName?: string;
  IamInstanceProfile?: HeldProfile;
}

/** An instance with what EC2 lists elsewhere. */
export interface Machine {
  readonly scope: Scope;
  readonly reservationId: string;
  readonly instance: Instance;
  /** `iip-assoc-…`, while it has a profile. */
  associationId?: string;
}

export interface State {
  Code: number;
  Name: string;
}

export const states = {
  pending: { Code: 0, Name: 'pending' },
  running: { Code: 16, Name: 'running' },
  'shutting-down': { Code: 32, Name: 'shutting-down' },
  terminated: { Code: 48, Name: 'terminated' },
  stopping: { Code: 64, Name: 'stopping' },
  stopped: { Code: 80, Name: 'stopped' },
} as const;

export const newId = (prefix: string): string => `${prefix}-0${randomBytes(8).toString('hex')}`;

/** The instances of all accounts and Regions. */
export interface Fleet {
  of(scope: Scope): Machine[];
  /** @throws AwsError InvalidInstanceID.NotFound */
  find(scope: Scope, instanceId: string): Machine;
  /** Wherever it is. @throws AwsError InvalidInstanceID.NotFound */
  anywhere(instanceId: string): Machine;
}

export const createFleet = (): Fleet => {
  const machines = perScope((): Machine[] => []);
  const named = (among: Machine[], id: string): Machine => {
    const found = among.find(({ instance }) => instance.InstanceId === id);
    if (found) return found;
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  };
  return {
    of: (scope) => machines.of(scope),
    find: (scope, id) => named(machines.of(scope), id),
    anywhere: (id) => named(machines.all().flat(), id),
  };
};

/** With DryRun, EC2 answers an error also when the caller would have been allowed. @throws AwsError */
export const demandReal = ({ DryRun }: Shape): void => {
  if (!DryRun) return;
  throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
};
