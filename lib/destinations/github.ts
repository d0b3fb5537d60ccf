import type { Incident } from '#lib/incident/incident.ts';
import type { AlertCloser } from '#lib/signal/github/client.ts';
import { alertName, type GithubAlertRef } from '#lib/signal/github-alert-ref.ts';
import type { DestinationTeller, Told } from './destination.ts';
import { alertsOf, close, type LeftToDo, type ReportedAlert, reopen } from './github-alerts.ts';

export interface GithubDeps {
  /** The client of the App on a host; undefined is github.com. */
  clientFor(host: string | undefined): Promise<AlertCloser>;
  /** Called before an alert is opened again, so that the webhook of it is known as ours. */
  reopening(ref: GithubAlertRef): Promise<void>;
}

type Act = (alert: ReportedAlert) => Promise<LeftToDo>;

/** Only what was read back as contained closes an alert, and only a restore opens it again. */
const actOn = ({ status, incidentId }: Incident, isKnown: boolean, deps: GithubDeps): Act | undefined => {
  if (status === 'contained')
    return async (alert) => close(alert, incidentId, await deps.clientFor(alert.ref.host));
  if (status === 'restored' && isKnown)
    return async (alert) => reopen(alert, incidentId, await deps.clientFor(alert.ref.host), deps.reopening);
  return undefined;
};

/** Every alert is tried, whatever becomes of the others. @throws Error naming those that failed, and why */
const forEach = async (alerts: readonly ReportedAlert[], act: Act): Promise<string[]> => {
  const failed: string[] = [];
  const left: string[] = [];
  // One after the other: GitHub asks for that of requests that change something (its docs, "Best practices").
  for (const alert of alerts) {
    try {
      left.push((await act(alert)) ?? '');
    } catch (error) {
      failed.push(`alert ${alertName(alert.ref)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failed.length > 0) throw new Error(failed.join('; '));
  return left.filter(Boolean);
};

const toldOf = (left: string[], [first]: readonly ReportedAlert[]): Told => ({
  ...(left.length > 0 ? { outcome: 'refused', reason: left.join('; ') } : { outcome: 'done' }),
  ...(first?.url !== undefined && { reference: first.url }),
});

/**
 * Closes the GitHub alerts of a contained credential as revoked, with a comment that names the incident, and opens them
 * again when it is restored. What a person has decided about an alert is never changed.
 */
export const github = (deps: GithubDeps): DestinationTeller => ({
  destination: 'github',
  async tell(incident, before) {
    const alerts = alertsOf(incident);
    const act = actOn(incident, before !== undefined, deps);
    if (!act || alerts.length === 0) return undefined;
    return toldOf(await forEach(alerts, act), alerts);
  },
});
