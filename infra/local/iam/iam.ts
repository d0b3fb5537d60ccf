import type { Authorizer, Clock, Identities, Service } from '../contract.ts';
import { createServiceSessions, type ServiceSession } from '../sts/service-session.ts';
import { createSts } from '../sts/sts.ts';
import { createAuthorizer } from './authorizer.ts';
import type { Usage } from './entities.ts';
import { createIdentities } from './identities.ts';
import { createInstanceRoles, type InstanceRoles } from './instance-roles.ts';
import type { RootKeyAnswer, UnknownKeyAnswer } from './last-used.ts';
import { operationsOf } from './operations.ts';
import { createSetUp, type SetUp } from './set-up.ts';
import { createState, type Organization, type State } from './state.ts';

export interface IamOptions {
  clock: Clock;
  /** Account ids, 12 digits each. */
  accounts: string[];
  /** Milliseconds until identities and authorizer see a change; 0 by default. */
  propagationDelay?: number;
  organization?: Organization;
  /** `NoSuchEntity` by default. */
  unknownKeyAnswer?: UnknownKeyAnswer;
  /** `no-user-name` by default. */
  rootKeyAnswer?: RootKeyAnswer;
}

export interface Iam {
  iam: Service;
  sts: Service;
  identities: Identities;
  authorizer: Authorizer;
  /** Everything that is known, for tests and for whoever fills an account; operations change it. */
  state: State;
  /** By access key id, and by the unique id of a role. */
  usage: ReadonlyMap<string, Usage>;
  /** For changes from now on; what is under way keeps the delay it began with. */
  setPropagationDelay(milliseconds: number): void;
  /** What GetAccessKeyLastUsed says of a root key from now on. */
  setRootKeyAnswer(answer: RootKeyAnswer): void;
  /** Fills an account before the story begins: no signature, no permissions, no trail. */
  setUp(accountId: string): SetUp;
  /**
   * A session of a role as the Lambda service gets it.
   *
   * @throws AwsError AccessDenied when the role's trust policy does not allow lambda.amazonaws.com
   */
  issueServiceSession(roleArn: string, sessionName: string, seconds: number): ServiceSession;
  /** The roles of instances, for EC2. */
  instanceRoles: InstanceRoles;
}

/** The IAM and STS of the embedded AWS, with the accounts that they speak about. */
export const createIam = (options: IamOptions): Iam => {
  let delay = options.propagationDelay ?? 0;
  const { unknownKeyAnswer: unknownKey = 'NoSuchEntity' } = options;
  let { rootKeyAnswer = 'no-user-name' } = options;
  const state = createState(options.clock, options.accounts, () => delay, options.organization);
  const iam: Service = {
    name: 'iam',
    client: '@aws-sdk/client-iam',
    eventSource: 'iam.amazonaws.com',
    operations: operationsOf(state, { unknownKey, rootKey: () => rootKeyAnswer }),
  };
  return {
    iam,
    sts: createSts(state),
    identities: createIdentities(state),
    authorizer: createAuthorizer(state),
    state,
    usage: state.usage,
    setPropagationDelay(milliseconds) {
      delay = milliseconds;
    },
    setRootKeyAnswer(answer) {
      rootKeyAnswer = answer;
    },
    setUp: createSetUp(state, iam),
    issueServiceSession: createServiceSessions(state),
    instanceRoles: createInstanceRoles(state),
  };
};
