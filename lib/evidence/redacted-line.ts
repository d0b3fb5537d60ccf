import type { Json } from '#lib/investigation/detail.ts';
import { redact } from '#lib/platform/redact.ts';

/** Longer texts hardly ever come again. */
const longestRemembered = 4_096;
const mostRemembered = 2_000;

/** A time and a UUID by their whole form: no secret has them, and every record brings new ones. */
const harmless = /^"(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"$/;

/**
 * Writes CloudTrail records as lines of JSON without any secret. To redact one record takes a tenth of a millisecond,
 * and the records of one caller are alike in most fields: what was redacted is remembered, within bounds.
 */
export class RedactedLines {
  readonly #remembered = new Map<string, string>();

  /** What JSON.stringify gives of the redacted record, with a line's end. */
  of(record: Json): string {
    try {
      const entries = Object.entries(record);
      // A field called `value` may be a secret by what stands beside it.
      if (entries.some(([name]) => /^value$/i.test(name))) return whole(record);
      const fields = entries.flatMap(([name, value]) => this.#field(name, value));
      return `{${fields.join(',')}}\n`;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // Nested beyond the stack: redaction cuts off what lies so deep.
      return whole(record);
    }
  }

  /** A text alone, without secrets. */
  text(value: string): string {
    if (value.length > longestRemembered) return redact(value);
    return this.#remember(value, () => redact(value));
  }

  #field(name: string, value: unknown): string[] {
    const json = JSON.stringify(value);
    if (json === undefined) return [];
    if (harmless.test(json) && /^event(?:ID|Time)$|^requestID$/.test(name)) return [`"${name}":${json}`];
    const redacted = (): string => JSON.stringify(redact({ [name]: value })).slice(1, -1);
    if (json.length > longestRemembered) return [redacted()];
    return [this.#remember(`${JSON.stringify(name)}:${json}`, redacted)];
  }

  #remember(written: string, work: () => string): string {
    const known = this.#remembered.get(written);
    if (known !== undefined) return known;
    const safe = work();
    if (this.#remembered.size >= mostRemembered) this.#remembered.clear();
    this.#remembered.set(written, safe);
    return safe;
  }
}

const whole = (record: Json): string => `${JSON.stringify(redact(record))}\n`;
