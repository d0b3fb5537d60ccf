import { timestamp } from '#lib/platform/clock.ts';
import type { GithubAlertRef } from '../../github-alert-ref.ts';
import { GithubRefused } from '../errors.ts';
import { githubDotCom } from '../host.ts';
import { awsRelevance } from '../secret-types.ts';
import { polledMark, unhandled } from './handled.ts';
import {
  type Installation,
  type ListedAlert,
  type ListedRepository,
  toAlerts,
  toOrganizationAlerts,
} from './listed.ts';
import { everyPage } from './next-page.ts';
import { walkRepositories } from './repositories.ts';
import type { HostRun } from './run.ts';

/** GitHub docs, "Supported secret scanning patterns". A custom pattern has no type of AWS: only webhooks tell of it. */
export const awsSecretTypes = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_temporary_access_key_id',
  'aws_api_key',
] as const;

const openAwsAlerts = {
  state: 'open',
  secret_type: awsSecretTypes.join(','),
  sort: 'created',
  direction: 'desc',
  // We look for alerts, not into them: no secret travels.
  hide_secret: true,
};

const mends = { 403: 'the App may not list these alerts: grant it "Secret scanning alerts: read"' };

const isAws = ({ secret_type: secretType, provider_slug, provider }: ListedAlert): boolean =>
  awsRelevance({ secretType, provider: provider_slug ?? provider ?? undefined }) === 'aws';

const toRef = (
  { number, html_url: htmlUrl }: ListedAlert,
  { name, owner, private: isPrivate }: ListedRepository,
  installationId: number,
  host: string,
): GithubAlertRef => ({
  kind: 'github-alert',
  ...(host === githubDotCom ? {} : { host }),
  repository: { owner: owner.login, name, ...(isPrivate === undefined ? {} : { private: isPrivate }) },
  alertNumber: number,
  installationId,
  action: 'polled',
  deliveredAt: timestamp(),
  ...(htmlUrl ? { htmlUrl } : {}),
});

/** Queues what is new of one page. */
const take = async (refs: readonly GithubAlertRef[], { seen, tally, outbox }: HostRun): Promise<'more'> => {
  const fresh = await unhandled(refs, seen);
  tally.alerts += refs.length;
  tally.skipped += refs.length - fresh.length;
  await outbox.send(fresh.map((ref) => ({ ref, marks: [polledMark(ref)] })));
  return 'more';
};

const pollOrganization = (org: string, { id }: Installation, run: HostRun): Promise<void> => {
  const route = 'GET /orgs/{org}/secret-scanning/alerts';
  const parameters = { ...openAwsAlerts, org };
  return everyPage(run.ask, { route, parameters, as: id, mends }, (body) => {
    const alerts = toOrganizationAlerts(body, run.tally.problems).filter(isAws);
    return take(
      alerts.map((alert) => toRef(alert, alert.repository, id, run.host)),
      run,
    );
  });
};

const pollRepository = (repository: ListedRepository, { id }: Installation, run: HostRun): Promise<void> => {
  const route = 'GET /repos/{owner}/{repo}/secret-scanning/alerts';
  const parameters = { ...openAwsAlerts, owner: repository.owner.login, repo: repository.name };
  return everyPage(run.ask, { route, parameters, as: id, mends }, (body) => {
    const alerts = toAlerts(body, run.tally.problems).filter(isAws);
    return take(
      alerts.map((alert) => toRef(alert, repository, id, run.host)),
      run,
    );
  });
};

/** An organization that does not let itself be asked as a whole is asked by repository. */
const isClosed = (error: unknown): boolean =>
  error instanceof GithubRefused && (error.status === 403 || error.status === 404);

/**
 * Queues the open AWS alerts of an installation that were not handled: newest first from its organization, else from
 * one repository after the other.
 * @throws PollStopped, GithubUnavailable, GithubRefused
 */
export const pollInstallation = async (installation: Installation, run: HostRun): Promise<void> => {
  const { account } = installation;
  if (account?.type === 'Organization') {
    try {
      return await pollOrganization(account.login, installation, run);
    } catch (error) {
      if (!isClosed(error)) throw error;
    }
  }
  await walkRepositories(installation, run, (repository) => pollRepository(repository, installation, run));
};
