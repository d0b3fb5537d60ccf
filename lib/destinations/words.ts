import { subjectOf } from '#lib/containment/mail/headline.ts';
import { aboutOf } from '#lib/containment/mail.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { isPlainLink } from '#lib/platform/plain-link.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { redact } from '#lib/platform/redact.ts';
import { asTold } from '#lib/signal/as-told.ts';

/** Text from outside as one harmless line without secrets. */
export const harmless = (text: string, max = 300): string => inert(redact(text), max);

/** Whether an incident needs somebody now. */
export const needsPerson = ({ status }: Pick<Incident, 'status'>): boolean =>
  status === 'not-contained' || status === 'partly-contained' || status === 'protected';

/** What its mail has as a subject: `Contained: AWS key AKIA… of deploy-bot`. */
export const titleOf = (incident: Incident): string =>
  harmless(`${subjectOf(incident)}: ${aboutOf(incident)}`, 200);

/** A page about the leak that may be clicked, of the first report that has one, as they are told. */
export const linkOf = ({ signals }: Incident): string | undefined =>
  asTold(signals)
    .map(({ url }) => url)
    .find((url) => url !== undefined && isPlainLink(url));
