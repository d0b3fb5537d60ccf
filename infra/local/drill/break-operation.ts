import { MovableClock } from '../clock.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { createServices } from '../embedded-services.ts';
import { DrillRefused } from './drill-refused.ts';

/** An operation that fails on purpose. */
export interface BrokenOperation {
  /** How many calls of the functions have met the failure. */
  struck(): number;
}

const why = 'broken on purpose';

/**
 * Makes an operation fail, as if the permission were missing; reads from the second call on.
 * @param name `iam:UpdateAccessKey`
 * @throws DrillRefused when the embedded AWS has no such operation
 */
export const breakOperation = (aws: EmbeddedAws, name: string): BrokenOperation => {
  const [service = '', operation = ''] = name.split(':');
  const known = [...everyService(), aws.host.service].find((each) => each.name === service);
  if (!known || !Object.hasOwn(known.operations, operation) || name !== `${service}:${operation}`) {
    throw new DrillRefused(
      '--break',
      `--break ${name} is no operation of the embedded AWS: give SERVICE:OPERATION, such as iam:UpdateAccessKey`,
    );
  }
  // What is read first tells what stands; the second read is the one that reads containment back.
  const after = /^(Get|List)/.test(operation) ? 1 : 0;
  const effect = { kind: 'error', status: 403, code: 'AccessDenied', message: why } as const;
  aws.faults.inject({ service, operation, after, effect });
  let struck = 0;
  aws.trail.onRecord(({ eventName, errorMessage, userIdentity }) => {
    const ours = userIdentity.arn?.includes(':assumed-role/tourniquet-');
    if (ours && eventName === operation && errorMessage === why) struck += 1;
  });
  return { struck: () => struck };
};

// The embedded AWS at work does not tell what it is made of; another one, never started, does.
const everyService = () =>
  createServices({
    clock: new MovableClock(),
    iam: { accounts: ['111122223333'] },
    trailDelay: 0,
    url: () => '',
    invoke: () => {},
  }).services;
