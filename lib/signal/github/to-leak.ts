import { documentationKey } from '#lib/credential/documentation-keys.ts';
import { redact } from '#lib/platform/redact.ts';
import {
  alertName,
  type FilePlace,
  type GithubAlertRef,
  ownerOf,
  repositoryOf,
} from '../github-alert-ref.ts';
import type { LeakSignal, SignalReading } from '../leak-signal.ts';
import type { GithubAlert } from './alert.ts';

/** Under which one alert is known, however often and for whatever reason it is reported. */
export const signalId = (ref: GithubAlertRef): string => `github:${alertName(ref)}`;

/**
 * Text that others chose, without secrets, on one line and not too long for a mail. Each text is redacted alone,
 * for of `acme/token: config/aws.env` the file would be taken for the token; and before the cut, which would leave
 * a piece of a secret that is too short to be known as one.
 */
export const plain = (text: string): string =>
  redact(text)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, 200);

const whereOf = (ref: GithubAlertRef, file: FilePlace | undefined): string =>
  file ? `${repositoryOf(ref)}: ${plain(file.path)} line ${file.startLine}` : repositoryOf(ref);

/** Whether the whole world can read it. */
export const isPublic = ({ action }: GithubAlertRef, alert: GithubAlert): boolean =>
  alert.publiclyLeaked || action === 'publicly_leaked';

const reasonOf = (ref: GithubAlertRef, alert: GithubAlert): string => {
  const facts = [`GitHub secret scanning (${plain(alert.secretType)}), ${ref.action.replaceAll('_', ' ')}`];
  if (isPublic(ref, alert)) facts.push('public');
  if (alert.validity) facts.push(`validity ${plain(alert.validity)}`);
  if (alert.resolution) facts.push(`resolved as ${plain(alert.resolution)}`);
  return facts.join(', ');
};

/** Why GitHub's word is not enough to act on. Whoever can push may write any key id beside a made-up secret. */
const doubtOf = (alert: GithubAlert, ids: readonly string[]): string | undefined => {
  const doubts: string[] = [];
  // GitHub has asked AWS with the pair that it found (GitHub docs, "Validity checks").
  if (alert.validity === 'inactive') doubts.push('GitHub says inactive');
  if (ids.length > 1) doubts.push(`its secret holds ${ids.length} key ids`);
  // An older alert with that resolution is only read on for a new place.
  if (alert.resolution === 'false_positive') doubts.push('it was resolved as a false positive');
  return doubts.length > 0 ? doubts.join(', and ') : undefined;
};

/** When it leaked, ISO 8601 UTC: a new place has leaked the key now, whatever the age of its alert. */
export const reportedAt = ({ action, deliveredAt }: GithubAlertRef, { createdAt }: GithubAlert): string =>
  action === 'location_created' && deliveredAt ? deliveredAt : createdAt;

// An example out of the documentation, beside the real id, names nothing that could be contained.
const withoutExamples = (keyIds: readonly string[]): readonly string[] => {
  const real = keyIds.filter((accessKeyId) => documentationKey(accessKeyId) === undefined);
  return real.length > 0 ? real : keyIds;
};

// What has come to light anew is a new leak, also of an alert whose incident was restored.
const anew: ReadonlySet<GithubAlertRef['action']> = new Set([
  'location_created',
  'publicly_leaked',
  'reopened',
]);

const lastSeen = ({ action, deliveredAt }: GithubAlertRef): Pick<LeakSignal, 'lastSeenAt'> =>
  anew.has(action) && deliveredAt ? { lastSeenAt: deliveredAt } : {};

/**
 * The signals of an alert, one for each key id: proven, for GitHub shows the place where the id stands, unless something
 * speaks against it. `keyIds` must hold one.
 */
export const toLeak = (
  ref: GithubAlertRef,
  alert: GithubAlert,
  keyIds: readonly string[],
  file: FilePlace | undefined,
): SignalReading => {
  const ids = withoutExamples(keyIds);
  const url = alert.htmlUrl ?? ref.htmlUrl;
  const doubt = doubtOf(alert, ids);
  const toSignal = (accessKeyId: string): LeakSignal => ({
    id: `${signalId(ref)}${ids.length > 1 ? `:${accessKeyId}` : ''}`,
    source: 'github',
    certainty: doubt ? 'contradicted' : 'proven',
    ...(doubt ? { doubt } : {}),
    accessKeyId,
    where: whereOf(ref, file),
    ...(url ? { url } : {}),
    reportedAt: reportedAt(ref, alert),
    ...lastSeen(ref),
    organization: ownerOf(ref),
    ...(isPublic(ref, alert) ? { publicly: true } : {}),
    reason: reasonOf(ref, alert),
  });
  const [first, ...others] = ids.map(toSignal);
  if (!first) throw new TypeError('a leak needs at least one key id');
  return { kind: 'leak', signals: [first, ...others] };
};
