import type { Service } from '../../contract.ts';
import { busOperations } from './bus-operations.ts';
import { type Buses, type BusesOptions, busRegistry } from './buses.ts';
import type { NewEvent } from './envelope.ts';
import { matches } from './pattern.ts';
import { ruleOperations } from './rule-operations.ts';
import { targetOperations } from './target-operations.ts';
import type { Undelivered } from './undelivered.ts';

export interface Events {
  service: Service;
  /** An event of AWS's own on the default bus, such as a GuardDuty finding. @returns its id */
  emit(accountId: string, region: string, event: NewEvent): string;
  /** Whether a rule of the default bus may want events of a source: asked before one is made for nobody. */
  listens(accountId: string, region: string, source: string): boolean;
  /** What targets and dead-letter queues refused or were not there to take, oldest first. */
  undelivered(): readonly Undelivered[];
  /** Ends the schedules. */
  close(): void;
}

/** @param options how a target of each service is reached: `{ deliver: { sqs: (arn, body) => … } }` */
export function events(options: BusesOptions): Events {
  const buses = busRegistry(options);
  return {
    service: {
      name: 'events',
      client: '@aws-sdk/client-eventbridge',
      eventSource: 'events.amazonaws.com',
      operations: { ...busOperations(buses), ...ruleOperations(buses), ...targetOperations(buses) },
    },
    emit: (accountId, region, event) => buses.put({ accountId, region }, 'default', event),
    listens: (accountId, region, source) => listens(buses, { accountId, region }, source),
    undelivered: () => [...buses.undelivered],
    close: () => buses.schedules.stopAll(),
  };
}

const listens = (buses: Buses, scope: { accountId: string; region: string }, source: string): boolean => {
  for (const { enabled, pattern } of buses.of(scope, 'default').rules.values()) {
    if (!enabled || !pattern) continue;
    const wanted = pattern['source'];
    if (wanted === undefined || matches({ source: wanted }, { source })) return true;
  }
  return false;
};
