import { AwsError, type Clock } from '../../contract.ts';
import { type PerScope, parseArn, perScope, type Scope } from '../scope.ts';
import { type EventEnvelope, envelope, type NewEvent } from './envelope.ts';
import { matches } from './pattern.ts';
import { type Bus, newBus, type Target } from './rules.ts';

/** Hands a target its event, as JSON text. One for each service that can be a target: `sqs`, `lambda`. */
export type Deliver = (targetArn: string, body: string) => void;

/** A target that could not be reached. EventBridge would try again for a day, then drop the event. */
export interface Undelivered {
  targetArn: string;
  body: string;
  error: unknown;
}

export interface Buses {
  readonly undelivered: Undelivered[];
  all: PerScope<Map<string, Bus>>;
  /** By name or ARN; `default` is always there. @throws AwsError ResourceNotFoundException */
  of(scope: Scope, nameOrArn: string | undefined): Bus;
  /** Puts an event of an account on a bus of its own or another account. @returns the event's id */
  put(from: Scope, bus: string | undefined, event: NewEvent): string;
  canReach(targetArn: string): boolean;
}

export function busRegistry(clock: Clock, deliver: Record<string, Deliver>): Buses {
  const all = perScope((scope) => new Map([['default', newBus('default', scope)]]));
  const undelivered: Undelivered[] = [];

  function of(scope: Scope, nameOrArn = 'default'): Bus {
    const arn = parseArn(nameOrArn);
    const name = arn ? arn.resource.replace('event-bus/', '') : nameOrArn;
    const bus = all.of(arn ?? scope).get(name);
    if (bus) return bus;
    throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
  }

  function send({ Arn, Input }: Target, event: EventEnvelope): void {
    const body = Input ?? JSON.stringify(event);
    try {
      // A rule may forward to a bus of another region or account: account, region and id of the event stay.
      if (isBus(Arn)) match(of({ accountId: '', region: '' }, Arn), event);
      else serviceOf(deliver, Arn)(Arn, body);
    } catch (error) {
      undelivered.push({ targetArn: Arn, body, error });
    }
  }

  function match(bus: Bus, event: EventEnvelope): void {
    for (const { enabled, pattern, targets } of bus.rules.values())
      if (enabled && pattern && matches(pattern, event))
        for (const target of targets.values()) send(target, event);
  }

  return {
    undelivered,
    all,
    of,
    put(from, bus, event) {
      const full = envelope(event, from, clock.now());
      match(of(from, bus), full);
      return full.id;
    },
    canReach: (arn) => isBus(arn) || Object.hasOwn(deliver, parseArn(arn)?.service ?? ''),
  };
}

const isBus = (arn: string): boolean => parseArn(arn)?.service === 'events';

function serviceOf(deliver: Record<string, Deliver>, arn: string): Deliver {
  const to = deliver[parseArn(arn)?.service ?? ''];
  if (to) return to;
  throw new Error(`no service behind target ${arn}`);
}
