/** A scenario cannot be set up. Each mistake names the field and what must stand there, or what AWS said of it. */
export class ScenarioError extends Error {
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    const [first, ...more] = mistakes;
    super(more.length === 0 ? `scenario: ${first}` : ['scenario:', ...mistakes].join('\n  '), options);
    this.name = 'ScenarioError';
    this.mistakes = mistakes;
  }
}
