import type { ManagedPolicy } from './entities.ts';
import { noSuchEntity } from './errors.ts';
import { awsManagedPolicies } from './managed/index.ts';
import type { Versioned } from './versioned.ts';

const ofAws: ReadonlyMap<string, ManagedPolicy> = new Map(
  awsManagedPolicies.map((policy) => [policy.arn, policy]),
);

/** Managed policies by ARN: those of AWS, the same in every account, and the customers' own. */
export class ManagedPolicies {
  readonly #own: Versioned<ManagedPolicy>;
  readonly #arns = new Map<string, Set<string>>();

  constructor(own: Versioned<ManagedPolicy>) {
    this.#own = own;
  }

  find(arn: string): ManagedPolicy | undefined {
    return ofAws.get(arn) ?? this.#own.get(arn);
  }

  /** @throws AwsError NoSuchEntity */
  get(arn: string): ManagedPolicy {
    const policy = this.find(arn);
    if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`);
    return policy;
  }

  /** As the data plane knows it at this moment. */
  seen(arn: string): ManagedPolicy | undefined {
    return ofAws.get(arn) ?? this.#own.seen(arn);
  }

  ofAws(): ManagedPolicy[] {
    return [...ofAws.values()];
  }

  of(accountId: string): ManagedPolicy[] {
    return [...(this.#arns.get(accountId) ?? [])].map((arn) => this.get(arn));
  }

  set(policy: ManagedPolicy): void {
    const arns = this.#arns.get(policy.accountId) ?? new Set<string>();
    this.#arns.set(policy.accountId, arns.add(policy.arn));
    this.#own.set(policy.arn, policy);
  }

  delete({ accountId, arn }: ManagedPolicy): void {
    this.#arns.get(accountId)?.delete(arn);
    this.#own.delete(arn);
  }
}
