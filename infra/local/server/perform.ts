import { setTimeout as wait } from 'node:timers/promises';
import { AwsError, type Call, type Operation, type Shape } from '../contract.ts';
import type { Effect } from '../faults.ts';
import type { ServiceModel } from '../wire/model.ts';
import type { ServerOptions } from './options.ts';
import { throttledBy } from './wording.ts';

/** The connection is to break: before the operation ran, or after. */
export class Broken extends Error {
  readonly how: 'reset' | 'reply-lost';
  readonly output: Shape;
  constructor(how: Broken['how'], output?: Shape) {
    super(how);
    this.how = how;
    this.output = output;
  }
}

/**
 * Asks whether the call is allowed, lets the injected faults strike, and runs the operation.
 * @throws AwsError from the authorizer, a fault or the operation
 * @throws Broken when a fault breaks the connection
 */
export async function perform(
  { authorizer, faults }: ServerOptions,
  model: ServiceModel,
  call: Call,
  operation: Operation,
  input: Shape,
): Promise<Shape> {
  if (operation.authorized !== 'always') authorizer.authorize(call, operation, input);
  const effects = faults.strike({ ...call, accessKeyId: call.caller.accessKeyId });
  for (const effect of effects) await strike(effect, model);
  const output = await operation.run(input, call);
  if (effects.some(({ kind }) => kind === 'reply-lost')) throw new Broken('reply-lost', output);
  return output;
}

async function strike(effect: Effect, model: ServiceModel): Promise<void> {
  if (effect.kind === 'latency') await wait(effect.milliseconds);
  if (effect.kind === 'throttle') throw throttledBy(model);
  if (effect.kind === 'reset') throw new Broken('reset');
  if (effect.kind === 'error') {
    throw new AwsError(effect.code, effect.message ?? 'An injected fault', effect.status);
  }
}
