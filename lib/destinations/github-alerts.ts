import type { Incident } from '#lib/incident/incident.ts';
import { alertRefIn } from '#lib/signal/github/alert-state.ts';
import type { AlertCloser } from '#lib/signal/github/client.ts';
import { GithubRefused, ReviewerNeeded } from '#lib/signal/github/errors.ts';
import { ownComment } from '#lib/signal/github/own-comment.ts';
import { alertName, type GithubAlertRef } from '#lib/signal/github-alert-ref.ts';

export interface ReportedAlert {
  ref: GithubAlertRef;
  /** The secret of the alert holds other keys as well. */
  shared: boolean;
  url?: string;
}

/** What a person has to do about an alert; undefined where nothing is left to do. */
export type LeftToDo = string | undefined;

/** The alerts that reported the credential of the incident itself, each once. */
export const alertsOf = ({ signals, accessKeyId }: Incident): ReportedAlert[] => {
  const reports = signals.filter((each) => each.source === 'github' && each.accessKeyId === accessKeyId);
  const byId = new Map(reports.map((each) => [each.id, each]));
  return [...byId.values()].flatMap(({ id, url }) => {
    const ref = alertRefIn(id);
    // A signal's id ends in its key where the alert holds several.
    const shared = accessKeyId !== null && id.endsWith(`:${accessKeyId}`);
    return ref ? [{ ref, shared, ...(url !== undefined && { url }) }] : [];
  });
};

const reviewerNeeded =
  (ref: GithubAlertRef) =>
  (error: unknown): LeftToDo => {
    if (error instanceof ReviewerNeeded) return `alert ${alertName(ref)}: ${error.mend}`;
    throw error;
  };

/** Closes an alert as revoked. One that a person has closed stays as it is. @throws GithubUnavailable, GithubRefused */
export const close = async (
  { ref, shared }: ReportedAlert,
  incidentId: string,
  client: AlertCloser,
): Promise<LeftToDo> => {
  if (shared) return `alert ${alertName(ref)} holds other keys as well: close it once all of them are off`;
  const isOpen = async () => (await client.resolution(ref)).resolution === undefined;
  if (!(await isOpen())) return undefined;
  try {
    await client.change(ref, { state: 'resolved', comment: ownComment(incidentId) });
  } catch (error) {
    // Somebody was quicker: GitHub refuses a resolution that changes nothing.
    const mayBeClosed = error instanceof GithubRefused && (error.status === 400 || error.status === 422);
    if (mayBeClosed && !(await isOpen())) return undefined;
    return reviewerNeeded(ref)(error);
  }
  return undefined;
};

/**
 * Opens an alert again that was closed for this incident and is as it was left then.
 * @param reopening called before, so that the webhook of it is known as ours
 * @throws GithubUnavailable, GithubRefused
 */
export const reopen = async (
  { ref }: ReportedAlert,
  incidentId: string,
  client: AlertCloser,
  reopening: (ref: GithubAlertRef) => Promise<void>,
): Promise<LeftToDo> => {
  const { resolution, comment } = await client.resolution(ref);
  if (resolution !== 'revoked' || comment !== ownComment(incidentId)) return undefined;
  await reopening(ref);
  return client.change(ref, { state: 'open' }).then(() => undefined, reviewerNeeded(ref));
};
