import { AwsError, type Call, type Operation, type PolicyDocument } from '../contract.ts';
import { fullAwsAccess, type Organization, type State } from '../iam/state.ts';

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

const summary = ({ managementAccountId, id: organizationId }: Organization, { id }: Scp) => {
  const ofAws = id === fullAccessId;
  const owner = ofAws ? ':aws:policy' : `:${managementAccountId}:policy/${organizationId}`;
  return {
    Id: id,
    Arn: `arn:aws:organizations:${owner}/service_control_policy/${id}`,
    Name: ofAws ? 'FullAWSAccess' : id,
    Type: 'SERVICE_CONTROL_POLICY',
    AwsManaged: ofAws,
  };
};

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
    run({ PolicyId }: { PolicyId: string }, call) {
      const organization = privileged(state, call);
      const scp = find(organization, PolicyId);
      const Content = JSON.stringify(scp.document);
      return { Policy: { PolicySummary: summary(organization, scp), Content } };
    },
  },
});
