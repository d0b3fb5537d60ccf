import { AwsError, type Clock } from '../../contract.ts';
import { type PerScope, parseArn, perScope, type Scope } from '../scope.ts';
import { type EventEnvelope, envelope, type NewEvent, scheduledEvent } from './envelope.ts';
import { inputFor, type Matched } from './input.ts';
import { matches } from './pattern.ts';
import { type Bus, newBus, type Rule, type Target } from './rules.ts';
import { type Schedules, schedules } from './schedule.ts';
import { deadLetterAttributes, type Undelivered } from './undelivered.ts';

/** For which rule something is sent, and what else the message says. */
export interface Sending {
  ruleArn: string;
  attributes?: Record<string, string>;
}

/** Hands a target its JSON text. One for each service that can be a target: `sqs`, `lambda`. */
export type Deliver = (targetArn: string, body: string, sending: Sending) => void;

export interface BusesOptions {
  clock: Clock;
  deliver: Record<string, Deliver>;
  /** @throws AwsError AccessDenied when whoever puts an event on a bus may not; a bus's own account always may */
  admit?(putter: Putter, bus: Bus): void;
}

/** An account that puts an event on a bus: the rule for which it does, and the role of the target if it has one. */
export interface Putter {
  accountId: string;
  ruleArn: string;
  roleArn?: string | undefined;
}

export interface Buses {
  readonly undelivered: Undelivered[];
  readonly schedules: Schedules;
  all: PerScope<Map<string, Bus>>;
  /** By name or ARN; `default` is always there. @throws AwsError ResourceNotFoundException */
  of(scope: Scope, nameOrArn: string | undefined): Bus;
  /** Puts an event of an account on a bus of its own or another account. @returns the event's id */
  put(from: Scope, bus: string | undefined, event: NewEvent): string;
  /** What a rule does when the time of its schedule has come. */
  fire(rule: Rule, scope: Scope): void;
  canReach(targetArn: string): boolean;
}

export function busRegistry({ clock, deliver, admit = ownAccountOnly }: BusesOptions): Buses {
  const all = perScope((scope) => new Map([['default', newBus('default', scope)]]));
  const undelivered: Undelivered[] = [];

  function of(scope: Scope, nameOrArn = 'default'): Bus {
    const arn = parseArn(nameOrArn);
    const name = arn ? arn.resource.replace('event-bus/', '') : nameOrArn;
    const bus = all.of(arn ?? scope).get(name);
    if (bus) return bus;
    throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
  }

  /** Account, region and id of the event stay, wherever it is forwarded to. */
  function forward({ Arn, RoleArn: roleArn }: Target, { rule, event }: Matched): void {
    const accountId = parseArn(rule.arn)?.accountId ?? '';
    const bus = of({ accountId: '', region: '' }, Arn);
    admit({ accountId, ruleArn: rule.arn, roleArn }, bus);
    match(bus, event, true);
  }

  function send(target: Target, matched: Matched, forwarded: boolean): void {
    const { Arn } = target;
    try {
      if (isBus(Arn) && forwarded) throw thirdHop(Arn);
      if (isBus(Arn)) forward(target, matched);
      else serviceOf(deliver, Arn)(Arn, inputFor(target, matched), { ruleArn: matched.rule.arn });
    } catch (error) {
      lose(target, matched, error);
    }
  }

  /** EventBridge tries again for a day only where that could help; here nothing could. */
  function lose({ Arn, DeadLetterConfig }: Target, { rule, event }: Matched, error: unknown): void {
    const body = JSON.stringify(event);
    undelivered.push({ targetArn: Arn, body, error });
    const queueArn = DeadLetterConfig?.Arn;
    if (!queueArn) return;
    const attributes = deadLetterAttributes(rule.arn, Arn, error);
    try {
      serviceOf(deliver, queueArn)(queueArn, body, { ruleArn: rule.arn, attributes });
    } catch (lost) {
      undelivered.push({ targetArn: queueArn, body, error: lost });
    }
  }

  function sendAll(matched: Matched, forwarded: boolean): void {
    for (const target of matched.rule.targets.values()) send(target, matched, forwarded);
  }

  function match(bus: Bus, event: EventEnvelope, forwarded = false): void {
    const at = clock.now();
    for (const rule of bus.rules.values())
      if (rule.enabled && rule.pattern && matches(rule.pattern, event))
        sendAll({ rule, event, at }, forwarded);
  }

  return {
    undelivered,
    schedules: schedules(clock),
    all,
    of,
    put(from, bus, event) {
      const full = envelope(event, from, clock.now());
      match(of(from, bus), full);
      return full.id;
    },
    fire(rule, scope) {
      const at = clock.now();
      sendAll({ rule, event: scheduledEvent(rule.arn, scope, at), at }, false);
    },
    canReach: (arn) => isBus(arn) || Object.hasOwn(deliver, parseArn(arn)?.service ?? ''),
  };
}

export const isBus = (arn: string): boolean => parseArn(arn)?.service === 'events';

function ownAccountOnly({ accountId }: Putter, { arn }: Bus): void {
  if (parseArn(arn)?.accountId === accountId) return;
  throw new AwsError('AccessDeniedException', `${accountId} may not put events on ${arn}.`);
}

/** No event goes on to a third bus (EventBridge user guide, "Sending events between event buses"). */
const thirdHop = (busArn: string): AwsError =>
  new AwsError('THIRD_ACCOUNT_HOP_DETECTED', `The event has already come from another bus than ${busArn}.`);

function serviceOf(deliver: Record<string, Deliver>, arn: string): Deliver {
  const to = deliver[parseArn(arn)?.service ?? ''];
  if (to) return to;
  throw new Error(`no service behind target ${arn}`);
}
