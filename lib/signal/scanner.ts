import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import { parseKeyId } from '#lib/credential/key-id.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { redact } from '#lib/platform/redact.ts';
import { isoTime } from './iso-time.ts';
import type { LeakSignal, SignalReading } from './leak-signal.ts';
import { type Malformed, malformed, malformedBy } from './malformed.ts';
import { outsideText } from './outside-text.ts';
import { type ScannerEvent, scannerEvent } from './scanner/detail.ts';

/** The name of an unknown field is told so that its sender finds it, its value never: it may be the secret. */
const unreadable = (error: z.core.$ZodError, event: unknown): Malformed => {
  const unknown = error.issues.find(({ code }) => code === 'unrecognized_keys');
  if (unknown?.code !== 'unrecognized_keys') return malformedBy(error, event, 'event');
  const name = outsideText(unknown.keys[0], 100) || 'a field without a name';
  return malformed(
    `detail.${name}`,
    `detail.${name} is not a field of this event: it takes accessKeyId, where, scanner, verified, url and foundAt, and never a secret`,
  );
};

const verdict = (scanner: string, verified: boolean | null | undefined): string => {
  if (typeof verified !== 'boolean') return `${scanner} does not say whether the key works.`;
  return verified
    ? `${scanner} says that the key works; that is its word, nothing here tried the key.`
    : `${scanner} says that the key did not work for it; that is its word, nothing here tried the key.`;
};

/** An address that a person may open: no password in it, no signature, nothing that had to be redacted. */
const harmlessUrl = (given: string): string | undefined => {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isPage = url !== undefined && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  return isPage && url.href.length <= 2000 && redact(url.href) === url.href ? url.href : undefined;
};

const reportId = (...parts: string[]): string =>
  `scanner:${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`;

const toSignal = ({ time, detail }: ScannerEvent, accessKeyId: string): LeakSignal => {
  const scanner = outsideText(detail.scanner);
  const url = harmlessUrl(detail.url ?? '');
  return {
    id: reportId(detail.scanner, detail.where, accessKeyId),
    source: 'scanner',
    certainty: 'claimed',
    doubt: `It is the word of ${scanner} alone: whoever may put events on the bus can name any key.`,
    accessKeyId,
    where: outsideText(detail.where) || 'a place whose name cannot be shown',
    ...(url && { url }),
    reportedAt: isoTime(detail.foundAt) ?? isoTime(time) ?? timestamp(),
    reason: verdict(scanner, detail.verified),
  };
};

/**
 * Reads what a scanner put on the custom bus: `{source, "detail-type": "Leaked AWS Access Key", detail: {accessKeyId,
 * where, scanner, verified?, url?, foundAt?}}`, one key an event. It is a claim, whatever it says of itself; whose the
 * key is, AWS is asked.
 */
export const readScannerEvent = (event: unknown): SignalReading => {
  const parsed = scannerEvent.safeParse(event);
  if (!parsed.success) return unreadable(parsed.error, event);
  const key = parseKeyId(parsed.data.detail.accessKeyId);
  if (key.kind === 'not-a-key-id')
    return malformed('detail.accessKeyId', `detail.accessKeyId: ${key.reason}`);
  return { kind: 'leak', signals: [toSignal(parsed.data, key.accessKeyId)] };
};
