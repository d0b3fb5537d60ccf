const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

/**
 * A reason that names its field once: `accessKeyId: an access key id is text`, and `body is not JSON` as it is for
 * the field `body`. Quoted names (`"dryrun" is not a field`) count as named.
 */
export const namingField = (field: string, reason: string): string =>
  new RegExp(`^"?${escaped(field)}(?![\\w-])`).test(reason) ? reason : `${field}: ${reason}`;

/** A request that can never succeed as it is. `field` names what its sender must mend. */
export class BadRequest extends Error {
  readonly field: string;
  constructor(field: string, reason: string) {
    super(namingField(field, reason));
    this.name = 'BadRequest';
    this.field = field;
  }
}
