import { AwsError, type Clock } from '../contract.ts';
import type { Execution, Kept } from './execution.ts';
import { notFound } from './refusal.ts';

const day = 86_400_000;

const withoutVersion = (functionArn: string): string => functionArn.slice(0, functionArn.lastIndexOf(':'));

const expired = ({ endedAt, retentionDays }: Execution, now: Date): boolean =>
  endedAt !== undefined && now.getTime() >= endedAt.getTime() + retentionDays * day;

/** The executions that are known, until their retention ends. */
export const createExecutions = <Known extends Kept>(clock: Clock) => {
  const known = new Map<string, Known>();

  const forget = (): void => {
    const now = clock.now();
    for (const { execution } of known.values()) if (expired(execution, now)) known.delete(execution.arn);
  };

  /** In the order of their start. */
  const list = (): Known[] => {
    forget();
    return [...known.values()];
  };

  return {
    list,
    add(kept: Known): void {
      known.set(kept.execution.arn, kept);
    },

    /** @throws AwsError ResourceNotFoundException */
    get(arn: string): Known {
      forget();
      const found = known.get(arn);
      if (!found) throw notFound(arn);
      return found;
    },

    /**
     * The execution that has this name already.
     * @throws AwsError DurableExecutionAlreadyStartedException when it was started with another payload
     */
    started(functionArn: string, name: string | undefined, payload: string): Known | undefined {
      const ofFunction = withoutVersion(functionArn);
      const found = list().find(
        ({ execution }) => execution.name === name && withoutVersion(execution.functionArn) === ofFunction,
      );
      if (!found || found.execution.payload === payload) return found;
      throw new AwsError(
        'DurableExecutionAlreadyStartedException',
        `The durable execution ${name} was already started with a different payload.`,
      );
    },
  };
};
