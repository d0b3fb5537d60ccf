import type { Operation } from '../contract.ts';
import type { Entity } from './entities.ts';
import { limitExceeded, noSuchEntity } from './errors.ts';
import { type PageInput, page } from './pages.ts';
import { accountOf, type State } from './state.ts';
import { about, aboutPermissions, changeableOf, type Subject, subjectOf } from './subject.ts';

interface Input {
  PolicyArn: string;
}

/** Attach, Detach and ListAttached of users, roles or groups. */
export const attachedPolicies = <T extends Entity>(
  state: State,
  subject: Subject<T>,
): Record<string, Operation> => {
  const { label, kind, collection } = subject;

  const attach: Operation = {
    readOnly: false,
    ...aboutPermissions(subject),
    run(input: Input, call) {
      const entity = changeableOf(subject, input, call);
      const policy = state.policies.find(input.PolicyArn);
      if (!policy || ![entity.accountId, 'aws'].includes(policy.accountId)) {
        throw noSuchEntity(`Policy ${input.PolicyArn} does not exist or is not attachable.`);
      }
      if (entity.attached.includes(policy.arn)) return {};
      const quota = accountOf(state, entity.accountId).quotas.attached[kind];
      if (entity.attached.length >= quota) {
        throw limitExceeded(`Cannot exceed quota for PoliciesPer${label}: ${quota}`);
      }
      collection.update(entity.id, (known) => ({ ...known, attached: [...known.attached, policy.arn] }));
      return {};
    },
  };

  const detach: Operation = {
    readOnly: false,
    ...aboutPermissions(subject),
    run({ PolicyArn, ...input }: Input, call) {
      const entity = changeableOf(subject, input, call);
      if (!entity.attached.includes(PolicyArn)) throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
      const attached = entity.attached.filter((arn) => arn !== PolicyArn);
      collection.update(entity.id, (known) => ({ ...known, attached }));
      return {};
    },
  };

  const list: Operation = {
    readOnly: true,
    ...about(subject),
    run(input: PageInput & { PathPrefix?: string }, call) {
      const policies = subjectOf(subject, input, call)
        .attached.map((arn) => state.policies.get(arn))
        .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
      const { shown, ...rest } = page(policies, ({ arn }) => arn, input);
      return {
        AttachedPolicies: shown.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
        ...rest,
      };
    },
  };

  return {
    [`Attach${label}Policy`]: attach,
    [`Detach${label}Policy`]: detach,
    [`ListAttached${label}Policies`]: list,
  };
};
