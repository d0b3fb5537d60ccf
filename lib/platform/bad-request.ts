/** A request that can never succeed as it is. `field` names what its sender must mend. */
export class BadRequest extends Error {
  readonly field: string;
  constructor(field: string, reason: string) {
    super(`${field}: ${reason}`);
    this.name = 'BadRequest';
    this.field = field;
  }
}
