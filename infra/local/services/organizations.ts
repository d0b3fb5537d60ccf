import {
  AwsError,
  type Call,
  type Operation,
  type PolicyDocument,
  type Service,
  type Shape,
} from '../contract.ts';
import { type Organization, organizationOf, type State } from '../iam/state.ts';
import { organizationPolicies } from './organizations-policies.ts';

const arnOf = ({ managementAccountId, id }: Organization, kind: string, rest = ''): string =>
  `arn:aws:organizations::${managementAccountId}:${kind}/${id}${rest}`;

const emailOf = (accountId: string): string => `aws+${accountId}@company.example`;

/** @throws AwsError AWSOrganizationsNotInUseException */
const organizationAsked = (state: State, { caller }: Call): Organization => {
  const organization = organizationOf(state, caller.accountId);
  if (organization) return organization;
  throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
};

/** Most of it is told to the management account and to delegated administrators alone. */
const privileged = (state: State, call: Call): Organization => {
  const organization = organizationAsked(state, call);
  const { managementAccountId, delegatedAdministrators = [] } = organization;
  if ([managementAccountId, ...delegatedAdministrators].includes(call.caller.accountId)) return organization;
  throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
};

const accountShown = (state: State, organization: Organization, id: string) => {
  if (!state.accounts.has(id) || organizationOf(state, id) !== organization) {
    throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
  }
  return {
    Id: id,
    Arn: arnOf(organization, 'account', `/${id}`),
    Email: emailOf(id),
    Name: id === organization.managementAccountId ? 'management' : `member ${id}`,
    Status: 'ACTIVE',
    State: 'ACTIVE',
    JoinedMethod: 'CREATED',
    JoinedTimestamp: new Date(0),
  };
};

/** What belongs to the organization belongs to the management account; a delegated administrator reads it too. */
const delegation = (_: Shape, { caller }: Call): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: caller.accountId },
    Action: 'organizations:*',
    Resource: '*',
  },
});

const mostAccounts = 20;

const list = (state: State, organization: Organization, { MaxResults = mostAccounts, NextToken }: Shape) => {
  if (MaxResults < 1 || MaxResults > mostAccounts || (NextToken !== undefined && !/^\d+$/.test(NextToken))) {
    throw new AwsError(
      'InvalidInputException',
      'You provided a value that does not match the required pattern.',
    );
  }
  const all = [...state.accounts.keys()].filter((id) => organizationOf(state, id) === organization);
  const from = Number(NextToken ?? 0);
  const next = from + MaxResults;
  return {
    Accounts: all.slice(from, next).map((id) => accountShown(state, organization, id)),
    ...(next < all.length && { NextToken: String(next) }),
  };
};

const operations = (state: State): Record<string, Operation> => ({
  DescribeOrganization: {
    readOnly: true,
    run(_, call) {
      const organization = organizationAsked(state, call);
      const { id, managementAccountId } = organization;
      return {
        Organization: {
          Id: id,
          Arn: arnOf(organization, 'organization'),
          FeatureSet: 'ALL',
          MasterAccountArn: arnOf(organization, 'account', `/${managementAccountId}`),
          MasterAccountId: managementAccountId,
          MasterAccountEmail: emailOf(managementAccountId),
          AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
        },
      };
    },
  },
  DescribeAccount: {
    readOnly: true,
    resources({ AccountId }, { caller }) {
      const organization = organizationOf(state, caller.accountId);
      return [organization ? arnOf(organization, 'account', `/${AccountId}`) : '*'];
    },
    resourcePolicy: delegation,
    run: ({ AccountId }: { AccountId: string }, call) => ({
      Account: accountShown(state, privileged(state, call), AccountId),
    }),
  },
  ListAccounts: {
    readOnly: true,
    run: (input, call) => list(state, privileged(state, call), input),
  },
  ...organizationPolicies(state, privileged, { resourcePolicy: delegation }),
});

/**
 * Reads about the organization that accounts may be in: itself, its accounts and its service control policies.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html
 */
export const organizations = ({ state }: { state: State }): { service: Service } => ({
  service: {
    name: 'organizations',
    client: '@aws-sdk/client-organizations',
    eventSource: 'organizations.amazonaws.com',
    operations: operations(state),
  },
});
