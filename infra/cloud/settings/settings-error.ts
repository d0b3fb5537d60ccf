import type { Problem } from './problems.ts';

/** The settings cannot be deployed: each problem by its field, for whoever writes the file. */
export class SettingsError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(({ field, message }) => `${field}: ${message}`).join('\n'), options);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}
