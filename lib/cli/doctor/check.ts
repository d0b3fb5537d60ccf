import type { DeployedSystem } from '#lib/platform/deployed-system.ts';
import type { Expectation } from './expectation.ts';

/** What a check found out about one thing. */
export type Finding =
  | { verdict: 'ok'; subject: string; says: string }
  | { verdict: 'wrong'; subject: string; says: string; mend: string }
  /** `says` is why, and where a person can look. */
  | { verdict: 'not-checked'; subject: string; says: string };

/** What is examined. */
export interface Patient {
  system: DeployedSystem;
  expected: Expectation;
  /** The name of a role in each member account that the caller may assume, for what only that account can be asked. */
  through?: string | undefined;
  /** Organizations of GitHub that must have the App. */
  organizations: readonly string[];
  /** Seconds to wait for the answers to marked events. */
  patience: number;
}

/** One thing that may be wrong with a deployment, in a file of its own. It changes nothing. */
export interface Check {
  id: string;
  /** What it asks, for people: `are the mails confirmed?` */
  asks: string;
  run(patient: Patient): Promise<Finding[]>;
}

export const ok = (subject: string, says: string): Finding => ({ verdict: 'ok', subject, says });
export const wrong = (subject: string, says: string, mend: string): Finding => ({
  verdict: 'wrong',
  subject,
  says,
  mend,
});
export const notChecked = (subject: string, says: string): Finding => ({
  verdict: 'not-checked',
  subject,
  says,
});

/** The last part of an ARN, as people know the thing. */
export const nameIn = (arn: string): string => arn.split(/[:/]/).at(-1) ?? arn;
