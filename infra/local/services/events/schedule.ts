import { AwsError, type Clock } from '../../contract.ts';

const units = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const rate = /^rate\(([1-9]\d{0,8}) (minute|hour|day)(s?)\)$/;

/**
 * The milliseconds of `rate(5 minutes)`. The unit is singular for 1 and plural for all else (EventBridge user guide,
 * "Rate expressions").
 * @throws AwsError ValidationException; cron expressions are not emulated and refused
 */
export function parseRate(expression: string): number {
  const [, digits = '', unit, plural] = rate.exec(expression) ?? [];
  const count = Number(digits);
  if (!unit || (count === 1) !== (plural === ''))
    throw new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.');
  return count * units[unit as keyof typeof units];
}

/** The running schedules, by the ARN of their rule. */
export interface Schedules {
  /** Fires every so many milliseconds from now on, until it is stopped or started anew. */
  start(ruleArn: string, every: number, fire: () => void): void;
  stop(ruleArn: string): void;
  stopAll(): void;
}

export function schedules(clock: Clock): Schedules {
  const next = new Map<string, { cancel(): void }>();

  function arm(ruleArn: string, at: number, every: number, fire: () => void): void {
    const appointment = clock.at(new Date(at), () => {
      // From the time that was due, not from now: a clock that is moved far fires as often as one that is waited for.
      arm(ruleArn, at + every, every, fire);
      fire();
    });
    next.set(ruleArn, appointment);
  }

  function stop(ruleArn: string): void {
    next.get(ruleArn)?.cancel();
    next.delete(ruleArn);
  }

  return {
    start(ruleArn, every, fire) {
      stop(ruleArn);
      arm(ruleArn, clock.now().getTime() + every, every, fire);
    },
    stop,
    stopAll() {
      for (const ruleArn of [...next.keys()]) stop(ruleArn);
    },
  };
}
