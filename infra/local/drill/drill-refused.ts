/** The drill was asked for what it may not or cannot do; `field` is the option to mend. Nothing was touched. */
export class DrillRefused extends Error {
  readonly field: string;
  constructor(field: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DrillRefused';
    this.field = field;
  }
}
