import { describeError } from '#lib/aws/errors.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { type Claim, type IncidentStore, roleSubject, userSubject } from '#lib/incident/store.ts';
import { redact } from '#lib/platform/redact.ts';
import type { Rules } from '#lib/platform/rules.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { type CarryOutDeps, liftedSince, type Run } from './act.ts';
import { isHeld } from './apply.ts';
import { carryOut, finish } from './carry-out.ts';
import { decide, type Facts, type Plan, undecided } from './decide.ts';
import { isEngaged, isHeldOpen, isRule, isSettled } from './engaged.ts';
import { type FactSources, gatherFacts } from './facts.ts';
import { IncidentBusy } from './incident-busy.ts';
import { type Judgement, judge } from './judge.ts';
import { look } from './look.ts';
import { principalOf, targetOfPlan } from './target.ts';

export interface ContainDeps extends FactSources, CarryOutDeps {
  store: IncidentStore;
  rules(): Rules;
  /** What people decided that bears on a signal. */
  judgement(signal: LeakSignal): Promise<Judgement>;
  /** Told when a signal arrives that a restored incident had already: nothing is changed for it. */
  reportedAgain(incident: Incident): Promise<void>;
}

/** What became of a signal. `retry` says that trying again may end better: a queue should keep the message. */
export interface Outcome {
  incident: Incident;
  retry: boolean;
}

/**
 * Contains the credential that a signal names. The way to a key being off is the owner and the claim at once,
 * what stands on the owner, the record of it, the change: four calls deep, three when the signal names the user.
 * @throws IncidentBusy when another run is at it
 */
export const contain = async (reported: LeakSignal, deps: ContainDeps): Promise<Outcome> => {
  const signal = redactedSignal(reported);
  const { claim, facts, judgement } = await begin(signal, deps);
  if (claim.kind === 'busy') throw new IncidentBusy(claim.incident, claim.until);
  const plan = judge(planFor(facts, claim.incident), signal, judgement);
  if (claim.kind === 'run') return goOn(plan, signal, claim, judgement, deps);
  const { incident } = claim;
  if (incident.status === 'restored') await deps.reportedAgain(incident);
  if (incident.status === 'restored' || stillStands(plan, signal, incident))
    return { incident, retry: false };
  return runAgain(plan, signal, incident, judgement, deps);
};

// An incident is one item of at most 400 KB (DynamoDB quotas), and others choose these texts.
const longest = 1_000;

/** People put secrets everywhere: file names and findings are other people's text. */
export const redactedSignal = ({ url, ...signal }: LeakSignal): LeakSignal => ({
  ...signal,
  where: redact(signal.where).slice(0, longest),
  ...(url !== undefined && url.length <= longest && { url }),
  ...(signal.reason !== undefined && { reason: redact(signal.reason).slice(0, longest) }),
});

interface Beginning {
  claim: Claim;
  facts: Facts;
  judgement: Judgement;
}

// Where no key is named, the user's keys must be known before it is known which incident it is.
const begin = async (signal: LeakSignal, deps: ContainDeps): Promise<Beginning> => {
  const { accessKeyId } = signal;
  const known = gatherFacts(signal, deps, deps.rules());
  const asked = deps.judgement(signal);
  if (accessKeyId !== undefined) {
    const [claim, facts, judgement] = await Promise.all([
      deps.store.claim(accessKeyId, signal),
      known,
      asked,
    ]);
    return { claim, facts, judgement };
  }
  const [facts, judgement] = await Promise.all([known, asked]);
  const keys = facts.owner?.kind === 'user-only' ? facts.owner.standing.keys : [];
  const ids = keys.map((key) => key.accessKeyId);
  return {
    claim: await deps.store.claimUser(subjectOf(signal), ids, signal),
    facts,
    judgement,
  };
};

const subjectOf = ({ accountId = 'unknown', userName = 'unknown', role }: LeakSignal): string =>
  role ? roleSubject(accountId, role.roleName) : userSubject(accountId, userName);

// A report about a user may have joined the incident of its key, whose own run may have died: then it is the key's
// plan that must be carried out.
const planFor = (facts: Facts, incident: Incident): Plan => {
  const { owner } = facts;
  const itsKey =
    owner?.kind === 'user-only' &&
    owner.standing.keys.some((key) => key.accessKeyId === incident.accessKeyId);
  if (itsKey) {
    const made = incident.descendantOf === undefined ? undefined : facts.made;
    return decide({ ...facts, made, owner: { kind: 'user', standing: owner.standing } });
  }
  return decide(facts.made === 'key' && deniesUser(incident) ? { ...facts, made: undefined } : facts);
};

// Where another report had the user denied as well, the lineage's smaller plan must not call that contained by half.
const deniesUser = (incident: Incident): boolean =>
  isEngaged(incident) &&
  incident.steps.some(({ id, undoneAt }) => id === 'deny-user' && undoneAt === undefined);

// What was finished stays so while the account shows it. The facts that were just gathered tell, at no further cost.
const stillStands = (plan: Plan, signal: LeakSignal, incident: Incident): boolean => {
  const { status, principal } = incident;
  if (!plan.act)
    return (
      (plan.status === status && plan.reasonId === incident.decidedBy) ||
      (isEngaged(incident) && isRule(plan.reasonId))
    );
  const { standing } = plan;
  const target = targetOfPlan(plan, incident);
  const stay = liftedSince(incident, signal);
  return (
    (status === 'contained' || isHeldOpen(incident) || stay.size > 0) &&
    principal !== null &&
    principal.id === principalOf(target).id &&
    principal.arn === standing.arn &&
    plan.steps.every((step) => stay.has(step) || isHeld(step, target, standing))
  );
};

const runAgain = async (
  plan: Plan,
  signal: LeakSignal,
  { incidentId }: Incident,
  judgement: Judgement,
  deps: ContainDeps,
): Promise<Outcome> => {
  const claim = await deps.store.take(incidentId);
  if (claim?.kind === 'busy') throw new IncidentBusy(claim.incident, claim.until);
  if (claim?.kind !== 'run') throw new Error(`incident ${incidentId} has disappeared`);
  // Somebody may have restored it between the two calls.
  if (claim.incident.status === 'restored') {
    await deps.store.release(claim.lease, incidentId);
    return { incident: claim.incident, retry: true };
  }
  return goOn(plan, signal, claim, judgement, deps);
};

// A changed rule acts on nothing by itself and undoes nothing: what was begun stays as it is, and a later look makes up
// for what a run that died left half done. And where the credential no longer tells its owner (a person deleted the
// key), the incident does.
const goOn = async (
  plan: Plan,
  signal: LeakSignal,
  claim: Run,
  judgement: Judgement,
  deps: ContainDeps,
): Promise<Outcome> => {
  const { incident } = claim;
  if (plan.act || !isEngaged(incident)) return carryOut(plan, signal, claim, judgement, deps);
  if (!isRule(plan.reasonId)) return lookInstead(signal, claim, judgement, deps);
  return finish(incident, false, claim.lease, deps);
};

const lookInstead = async (
  signal: LeakSignal,
  claim: Run,
  judgement: Judgement,
  deps: ContainDeps,
): Promise<Outcome> => {
  const looked = await look(claim.incident, claim.lease, 0, deps).catch((error: unknown) =>
    undecided(describeError('reading the principal again', error)),
  );
  if ('act' in looked) return carryOut(looked, signal, claim, judgement, deps);
  const { incident } = looked;
  return finish(incident, !isSettled(incident), claim.lease, deps);
};
