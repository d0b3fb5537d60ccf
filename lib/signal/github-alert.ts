import { ConfigError } from '#lib/platform/config-error.ts';
import type { GithubAlert } from './github/alert.ts';
import type { GithubClient } from './github/client.ts';
import { configuredGithubClient } from './github/configured-client.ts';
import { GithubRefused } from './github/errors.ts';
import { searchFiles } from './github/file-search.ts';
import { awsRelevance } from './github/secret-types.ts';
import { isPublic, plain, reportedAt, signalId, toLeak } from './github/to-leak.ts';
import { alertName, type GithubAlertRef } from './github-alert-ref.ts';
import type { SignalReading, Tell } from './leak-signal.ts';

export { type GithubClient, githubClientFor } from './github/client.ts';
export { configuredGithubApps, configuredGithubClient } from './github/configured-client.ts';
export { GithubUnavailable } from './github/errors.ts';
export { type GithubApp, type HostApp, parseGithubApps } from './github/stored-secrets.ts';

type Undecided = Extract<SignalReading, { kind: 'undecided' }>;

const notALeak = (ref: GithubAlertRef, reason: string, tell: Tell): SignalReading => ({
  kind: 'not-a-leak',
  id: signalId(ref),
  reason: `GitHub alert ${alertName(ref)} ${reason}`,
  tell,
});

/** A report that a person must look at: which it is, why, where, and what to do about the key meanwhile. */
const forAPerson = (ref: GithubAlertRef, why: string, url = ref.htmlUrl): Undecided => {
  const look = url ? `look at ${url} and contain its key by hand` : 'contain its key by hand';
  const reason = `GitHub alert ${alertName(ref)}: ${why}. Nothing was contained: ${look}`;
  return { kind: 'undecided', id: signalId(ref), reason };
};

const readByFile = async (ref: GithubAlertRef, alert: GithubAlert, client: GithubClient) => {
  const search = await searchFiles(ref, alert, client);
  if (search.kind === 'found') return toLeak(ref, alert, [search.accessKeyId], search.file);
  const why = `an AWS secret leaked (${plain(alert.secretType)}) and its key id is not known: ${search.reason}`;
  const undecided = forAPerson(ref, why, alert.htmlUrl ?? ref.htmlUrl);
  return isPublic(ref, alert) ? undecided : { ...undecided, reportedAt: reportedAt(ref, alert) };
};

/**
 * A false positive stays one until the secret turns up in a new place: that is as good as a reopened alert, and
 * whether the person or GitHub is right is not for us to say.
 */
const isFalsePositive = ({ action }: GithubAlertRef, { resolution }: GithubAlert): boolean =>
  resolution === 'false_positive' && action !== 'location_created';

const readAlert = async (ref: GithubAlertRef, client: GithubClient): Promise<SignalReading> => {
  const alert = await client.alert(ref);
  if (isFalsePositive(ref, alert)) {
    return notALeak(ref, 'was resolved as a false positive: nothing was contained', 'mail');
  }
  if (alert.keyIds.length > 0) {
    return toLeak(ref, alert, alert.keyIds, ref.location ?? alert.firstPlace?.file);
  }
  if (awsRelevance(alert) === 'aws') return readByFile(ref, alert, client);
  return notALeak(ref, `(${plain(alert.secretType)}) holds no AWS key id`, 'log');
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
 * `readGithubAlert` with the App that is configured for the host of the alert. A wrong configuration is told at once:
 * the leak is real and nobody else will say so.
 *
 * @throws GithubUnavailable, SecretUnreadable: the message belongs back on the queue
 */
export const readConfiguredAlert = async (ref: GithubAlertRef): Promise<SignalReading> => {
  try {
    return await readGithubAlert(ref, await configuredGithubClient(ref.host));
  } catch (error) {
    if (error instanceof ConfigError) return forAPerson(ref, `it cannot be read: ${error.message}`);
    throw error;
  }
};
