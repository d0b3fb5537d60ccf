/** A setting is missing or wrong. `setting` is the environment variable or the rule that a person must mend. */
export class ConfigError extends Error {
  readonly setting: string;
  constructor(setting: string, message: string, options?: ErrorOptions) {
    super(`${setting}: ${message}`, options);
    this.name = 'ConfigError';
    this.setting = setting;
  }
}
