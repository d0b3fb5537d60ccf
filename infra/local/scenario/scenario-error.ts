/** A scenario cannot be set up. The message names the field, or what AWS said about what the field holds. */
export class ScenarioError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`scenario: ${message}`, options);
    this.name = 'ScenarioError';
  }
}
