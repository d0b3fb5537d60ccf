import * as z from 'zod/mini';
import { isKeyId } from '#lib/credential/key-id.ts';
import { type Conversion, type Finding, itemsOf, passedOver, toConversion, unread } from './conversion.ts';
import { isScan, scannedFiles } from './ggshield-scans.ts';
import { placeText } from './place.ts';

const text = z.catch(z.optional(z.string()), undefined);
const line = z.catch(z.optional(z.number()), undefined);
const listOf = <T extends z.core.$ZodType>(item: T) => z.catch(z.array(item), []);

const occurrence = z.object({ match: text, line_start: line, pre_line_start: line, post_line_start: line });
const incident = z.object({ type: z.string(), validity: text, occurrences: listOf(occurrence) });

/** An incident of the API, or the one in a message of a custom webhook. */
const remote = z.object({ detector: z.object({ name: z.string() }) });

const aboutAws = (name: string): boolean => /\baws(?:\b|_)/i.test(name);

const masked =
  'AWS keys that ggshield masked, id and all: scan again with ggshield secret scan … --json --show-secrets, straight into this command';
const withoutKeys =
  "AWS incidents of GitGuardian's webhook or API, which do not say which key it is: scan the place that they name with ggshield secret scan … --json --show-secrets";
const notAws = 'findings that are no AWS access key';

/** `valid` and `invalid` come from a try; the other words (`no_checker`, `failed_to_check`) from none. */
const verifiedBy = (validity: string | undefined): { verified?: boolean } =>
  validity === 'valid' || validity === 'invalid' ? { verified: validity === 'valid' } : {};

const readIncident = (item: unknown, file: string | undefined, commit: string | undefined): Finding[] => {
  const parsed = incident.safeParse(item);
  if (!parsed.success) return [unread('incidents of ggshield without a type')];
  const { type, validity, occurrences } = parsed.data;
  const found = occurrences.flatMap(({ match, ...at }): Finding[] => {
    if (!isKeyId(match)) return [];
    // The line in the file as it is now, else as it was; `line_start` counts from 0 for some kinds of scans.
    const number = at.post_line_start ?? at.pre_line_start ?? at.line_start;
    const where = placeText({ file, line: number, commit }) || 'a place that GitGuardian does not name';
    return [{ event: { accessKeyId: match, where, scanner: 'gitguardian', ...verifiedBy(validity) } }];
  });
  if (found.length > 0) return found;
  if (!aboutAws(type)) return [passedOver(notAws)];
  const isMasked = occurrences.some(({ match }) => match?.includes('**'));
  return [unread(isMasked ? masked : 'AWS incidents of ggshield that hold no access key id')];
};

const readItem = (item: unknown): Finding[] => {
  if (isScan(item)) {
    return scannedFiles(item).flatMap(({ file, commit, incidents }) =>
      incidents.flatMap((found) => readIncident(found, file, commit)),
    );
  }
  const message = z.object({ incident: remote }).safeParse(item);
  const parsed = message.success
    ? ({ success: true, data: message.data.incident } as const)
    : remote.safeParse(item);
  if (!parsed.success)
    return [unread('not of GitGuardian: is --from right, and was ggshield run with --json?')];
  return [aboutAws(parsed.data.detector.name) ? unread(withoutKeys) : passedOver(notAws)];
};

/**
 * The AWS keys in the output of `ggshield secret scan … --json --show-secrets`. Without --show-secrets ggshield masks
 * the key id like a secret, and GitGuardian's webhook and API never tell it: both are counted as unread. Never throws.
 */
export const convertGitguardian = (value: unknown): Conversion =>
  toConversion(itemsOf(value).flatMap(readItem));
