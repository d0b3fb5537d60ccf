import { ConfigError } from '#lib/platform/config-error.ts';
import { redact } from '#lib/platform/redact.ts';
import type { FilePlace, GithubAlert } from './github/alert.ts';
import type { GithubClient } from './github/client.ts';
import { configuredGithubClient } from './github/configured-client.ts';
import { GithubRefused } from './github/errors.ts';
import { searchFiles } from './github/file-search.ts';
import { awsRelevance } from './github/secret-types.ts';
import type { GithubAlertRef } from './github-alert-ref.ts';
import type { LeakSignal, SignalReading } from './leak-signal.ts';

export { type GithubClient, githubClientFor } from './github/client.ts';
export { GithubUnavailable } from './github/errors.ts';
export { type GithubApp, parseGithubApp } from './github/stored-secrets.ts';

const repositoryOf = ({ repository }: GithubAlertRef): string => `${repository.owner}/${repository.name}`;
const nameOf = (ref: GithubAlertRef): string => `${repositoryOf(ref)}#${ref.alertNumber}`;

/**
 * Text that others chose, without secrets, on one line and not too long for a mail. Each text is redacted alone,
 * for of `acme/token: config/aws.env` the file would be taken for the token; and before the cut, which would leave
 * a piece of a secret that is too short to be known as one.
 */
const plain = (text: string): string =>
  redact(text)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, 200);

const notALeak = (reason: string, tell: boolean): SignalReading => ({ kind: 'not-a-leak', reason, tell });

/** A report that a person must look at: which it is, why, where, and what to do about the key meanwhile. */
const forAPerson = (ref: GithubAlertRef, why: string, url = ref.htmlUrl): SignalReading => {
  const look = url ? `look at ${url} and contain its key by hand` : 'contain its key by hand';
  return { kind: 'undecided', reason: `GitHub alert ${nameOf(ref)}: ${why}. Nothing was contained: ${look}` };
};

const whereOf = (ref: GithubAlertRef, file: FilePlace | undefined): string =>
  file ? `${repositoryOf(ref)}: ${plain(file.path)} line ${file.startLine}` : repositoryOf(ref);

const reasonOf = ({ action }: GithubAlertRef, alert: GithubAlert): string => {
  const facts = [`GitHub secret scanning (${plain(alert.secretType)}), ${action.replaceAll('_', ' ')}`];
  if (alert.publiclyLeaked) facts.push('public');
  if (alert.validity) facts.push(`validity ${plain(alert.validity)}`);
  if (alert.resolution) facts.push(`resolved as ${plain(alert.resolution)}`);
  return facts.join(', ');
};

const toLeak = (
  ref: GithubAlertRef,
  alert: GithubAlert,
  keyIds: readonly string[],
  file: FilePlace | undefined,
): SignalReading => {
  const url = alert.htmlUrl ?? ref.htmlUrl;
  const toSignal = (accessKeyId: string): LeakSignal => ({
    id: `github:${nameOf(ref)}${keyIds.length > 1 ? `:${accessKeyId}` : ''}`,
    source: 'github',
    accessKeyId,
    where: whereOf(ref, file),
    ...(url ? { url } : {}),
    reportedAt: alert.createdAt,
    reason: reasonOf(ref, alert),
  });
  const [first, ...others] = keyIds.map(toSignal);
  if (!first) throw new TypeError('a leak needs at least one key id');
  return { kind: 'leak', signals: [first, ...others] };
};

const readByFile = async (ref: GithubAlertRef, alert: GithubAlert, client: GithubClient) => {
  const search = await searchFiles(ref, alert, client);
  if (search.kind === 'found') return toLeak(ref, alert, [search.accessKeyId], search.file);
  const why = `an AWS secret leaked (${plain(alert.secretType)}) and its key id is not known: ${search.reason}`;
  return forAPerson(ref, why, alert.htmlUrl ?? ref.htmlUrl);
};

const readAlert = async (ref: GithubAlertRef, client: GithubClient): Promise<SignalReading> => {
  const alert = await client.alert(ref);
  if (alert.resolution === 'false_positive') {
    return notALeak(
      `GitHub alert ${nameOf(ref)} was resolved as a false positive: nothing was contained`,
      true,
    );
  }
  if (alert.keyIds.length > 0) return toLeak(ref, alert, alert.keyIds, alert.firstPlace?.file);
  if (awsRelevance(alert) === 'aws') return readByFile(ref, alert, client);
  return notALeak(`GitHub alert ${nameOf(ref)} (${plain(alert.secretType)}) holds no AWS key id`, false);
};

/**
 * Reads the alert that a webhook or a poll named, and finds the leaked key ids: in the alert's secret, plain or
 * base64-encoded, else in the file beside it. The secret itself is dropped where it is read.
 *
 * An alert that a person resolved as anything but a false positive still acts: who resolved it may have
 * rotated the key, or may be the thief. What cannot be decided is `undecided` and pages.
 *
 * @throws GithubUnavailable when GitHub does not answer now: the message belongs back on the queue
 */
export const readGithubAlert = async (ref: GithubAlertRef, client: GithubClient): Promise<SignalReading> => {
  try {
    return await readAlert(ref, client);
  } catch (error) {
    if (error instanceof GithubRefused)
      return forAPerson(ref, `it cannot be read (${error.status}): ${error.mend}`);
    throw error;
  }
};

/**
 * `readGithubAlert` with the App that is configured. A wrong configuration is told at once: the leak is real
 * and nobody else will say so.
 *
 * @throws GithubUnavailable, SecretUnreadable: the message belongs back on the queue
 */
export const readConfiguredAlert = async (ref: GithubAlertRef): Promise<SignalReading> => {
  try {
    return await readGithubAlert(ref, await configuredGithubClient());
  } catch (error) {
    if (error instanceof ConfigError) return forAPerson(ref, `it cannot be read: ${error.message}`);
    throw error;
  }
};
