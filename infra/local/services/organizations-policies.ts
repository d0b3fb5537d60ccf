import { AwsError, type Call, type Operation, type PolicyDocument } from '../contract.ts';
import { fullAwsAccess, type Organization, organizationOf, type State } from '../iam/state.ts';

/** The one root of every organization here: its accounts lie directly under it. */
const rootId = 'r-root';

const fullAccessId = 'p-FullAWSAccess';

interface Scp {
  id: string;
  document: PolicyDocument;
}

/** The policies of an account, which AWS would find attached to it; FullAWSAccess where nothing else was said. */
const attachedTo = ({ scps }: Organization, target: string): Scp[] => {
  const own = target === rootId ? undefined : scps[target];
  if (!own) return [{ id: fullAccessId, document: fullAwsAccess }];
  return own.map((document, at) => ({ id: `p-${target}${String(at).padStart(4, '0')}`, document }));
};

const arnOf = ({ managementAccountId, id }: Organization, kind: string, rest: string): string =>
  `arn:aws:organizations::${managementAccountId}:${kind}/${id}/${rest}`;

const policyArn = (organization: Organization, id: string): string =>
  id === fullAccessId
    ? `arn:aws:organizations::aws:policy/service_control_policy/${id}`
    : arnOf(organization, 'policy', `service_control_policy/${id}`);

/** What a request is authorised on. */
const about = (
  state: State,
  arn: (organization: Organization, id: string) => string,
): Required<Pick<Operation, 'resources'>> => ({
  resources({ ChildId, TargetId, PolicyId }, { caller }) {
    const organization = organizationOf(state, caller.accountId);
    return [organization ? arn(organization, ChildId ?? TargetId ?? PolicyId) : '*'];
  },
});

const targetArn = (organization: Organization, id: string): string =>
  arnOf(organization, id.startsWith('r-') ? 'root' : 'account', id);

const summary = (organization: Organization, { id }: Scp) => ({
  Id: id,
  Arn: policyArn(organization, id),
  Name: id === fullAccessId ? 'FullAWSAccess' : id,
  Type: 'SERVICE_CONTROL_POLICY',
  AwsManaged: id === fullAccessId,
});

const find = (organization: Organization, id: string): Scp => {
  const all = [rootId, ...Object.keys(organization.scps)].flatMap((target) =>
    attachedTo(organization, target),
  );
  const found = all.find((scp) => scp.id === id);
  if (!found) throw new AwsError('PolicyNotFoundException', `We can't find a policy with the id ${id}.`);
  return found;
};

/**
 * ListParents, ListPoliciesForTarget and DescribePolicy: how service control policies are found, from an account
 * upwards. They are told to the management account and to delegated administrators alone.
 *
 * @param privileged the caller's organization, if it may ask. @throws AwsError where it may not
 */
export const organizationPolicies = (
  state: State,
  privileged: (state: State, call: Call) => Organization,
  access: Pick<Operation, 'resourcePolicy'>,
): Record<string, Operation> => ({
  ListParents: {
    readOnly: true,
    ...access,
    ...about(state, targetArn),
    run({ ChildId }: { ChildId: string }, call) {
      privileged(state, call);
      if (!state.accounts.has(ChildId)) {
        throw new AwsError(
          'ChildNotFoundException',
          `We can't find an account or OU with the id ${ChildId}.`,
        );
      }
      return { Parents: [{ Id: rootId, Type: 'ROOT' }] };
    },
  },
  ListPoliciesForTarget: {
    readOnly: true,
    ...access,
    ...about(state, targetArn),
    run({ TargetId, Filter }: { TargetId: string; Filter: string }, call) {
      const organization = privileged(state, call);
      if (TargetId !== rootId && !state.accounts.has(TargetId)) {
        throw new AwsError('TargetNotFoundException', `We can't find the target ${TargetId}.`);
      }
      const found = Filter === 'SERVICE_CONTROL_POLICY' ? attachedTo(organization, TargetId) : [];
      return { Policies: found.map((scp) => summary(organization, scp)) };
    },
  },
  DescribePolicy: {
    readOnly: true,
    ...access,
    ...about(state, policyArn),
    run({ PolicyId }: { PolicyId: string }, call) {
      const organization = privileged(state, call);
      const scp = find(organization, PolicyId);
      const Content = JSON.stringify(scp.document);
      return { Policy: { PolicySummary: summary(organization, scp), Content } };
    },
  },
});
