import * as z from 'zod/mini';
import { isKeyId } from '#lib/credential/key-id.ts';
import { type Conversion, type Finding, itemsOf, passedOver, toConversion, unread } from './conversion.ts';
import { placeText } from './place.ts';

const text = z.catch(z.optional(z.string()), undefined);

/** One line of `trufflehog … --json`, version 3. */
const finding = z.object({
  DetectorName: z.string(),
  Verified: z.catch(z.optional(z.boolean()), undefined),
  Raw: text,
  RawV2: text,
  Redacted: text,
  SourceName: text,
  SourceMetadata: z.catch(z.object({ Data: z.record(z.string(), z.unknown()) }), { Data: {} }),
});

/** What TruffleHog logs with `--json`, where both of its outputs went into one file. */
const logLine = z.object({ level: z.string(), msg: z.string() });

/** The fields of all kinds of sources (its `source_metadata.proto`) that name a place, the most exact first. */
const metadata = z.catch(
  z.object({
    file: text,
    filename: text,
    path: text,
    location: text,
    line: z.catch(z.optional(z.number()), undefined),
    commit: text,
    repository: text,
    bucket: text,
    container: text,
    image: text,
    package: text,
    project_name: text,
    project: text,
    repo: text,
    workspace_name: text,
    channel_name: text,
    page: text,
    issue: text,
  }),
  {},
);

const whereOf = ({ SourceMetadata, SourceName }: z.infer<typeof finding>): string => {
  const [kind = '', data] = Object.entries(SourceMetadata.Data)[0] ?? [];
  const at = metadata.parse(data);
  const exact = placeText({
    file: at.file || at.filename || at.path || at.location,
    line: at.line,
    commit: at.commit,
    holder:
      at.repository ||
      at.bucket ||
      at.container ||
      at.image ||
      at.package ||
      at.project_name ||
      at.project ||
      at.repo ||
      at.workspace_name ||
      at.channel_name ||
      at.page ||
      at.issue,
  });
  return exact || placeText({ holder: kind || SourceName }) || 'a place that TruffleHog does not name';
};

/** `Raw` is the key id, and `RawV2` the id, the secret and the session token with colons between them. */
const keyIdIn = ({ Raw, RawV2, Redacted }: z.infer<typeof finding>): string | undefined =>
  [Raw, RawV2?.split(':', 1)[0], Redacted].find(isKeyId);

const readFinding = (item: unknown): Finding => {
  const parsed = finding.safeParse(item);
  if (!parsed.success) {
    return logLine.safeParse(item).success
      ? passedOver('log lines of TruffleHog')
      : unread('not a finding of TruffleHog: is --from right, and was it run with --json?');
  }
  const { DetectorName, Verified: verified } = parsed.data;
  const accessKeyId = keyIdIn(parsed.data);
  if (accessKeyId === undefined) {
    return /^AWS(?:SessionKey)?$/i.test(DetectorName)
      ? unread('AWS findings of TruffleHog whose Raw holds no access key id')
      : passedOver('findings that are no AWS access key');
  }
  const event = { accessKeyId, where: whereOf(parsed.data), scanner: 'trufflehog' };
  return { event: { ...event, ...(verified !== undefined && { verified }) } };
};

/**
 * The AWS keys in the output of TruffleHog: one finding or a list of them, as `trufflehog … --json` prints them a
 * line each. Never throws.
 */
export const convertTrufflehog = (value: unknown): Conversion =>
  toConversion(itemsOf(value).map(readFinding));
