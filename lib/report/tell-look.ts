import { describeError } from '#lib/aws/errors.ts';
import { changesSince, type LookSummary, silenceOf } from '#lib/investigation/changes.ts';
import type { FollowDeps } from '#lib/investigation/follow-incident.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import type { Told } from '#lib/investigation/look-once.ts';
import { tellOnce } from '#lib/investigation/tell-once.ts';
import { now } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import { inert, subject } from '#lib/platform/plain-text.ts';
import { caseOf } from './case-of.ts';
import { investigationHtmlMail } from './html-mail.ts';
import { changesMail, investigationMail, type Mail } from './investigation-mail.ts';
import { when } from './layout.ts';
import { noLongerContained } from './no-longer.ts';
import { type HtmlChannel, tellHtml } from './tell-html.ts';

interface Channel extends HtmlChannel {
  mail(mail: Mail): Promise<void>;
  /** Asks for the incident to be told to its other homes again, which may know more of it by now. Never throws. */
  publishAgain?(incidentId: string, state: string): Promise<void>;
}

/** What is found out about an owner is told even when this look was told before. */
const markOf = ({ look, found }: Told): string => {
  const ownerTold = found.owner && found.owner.state !== 'not-found';
  return ownerTold ? `mail:owner-${found.owner?.state}` : `mail:look-${look}`;
};

/** The mail of a look; undefined where it has nothing new to tell. */
export const mailOf = (told: Told): Mail | undefined => {
  const { incidentId, incident, found, look, nextLookAt } = told;
  const { destinations, evidence, evidenceFailed } = told;
  const containedAt = incident?.containedAt;
  const noLonger = noLongerContained(incident);
  const context = {
    incidentId,
    look,
    ...(containedAt && { containedAt, silent: silenceOf(found, containedAt) }),
    ...(noLonger && { noLonger }),
    ...(nextLookAt && { nextLookAt }),
    ...(found.keepsDrawing && { keepsDrawing: withCommands(found) }),
    ...(destinations && { destinations }),
    ...(evidence && { evidence }),
    ...(evidenceFailed && { evidenceFailed }),
    ...(incident?.decidedBy === 'observe' && { observed: true as const }),
  };
  const since = knownBefore(told);
  if (!since) return investigationMail(found, context);
  return changesMail(changesSince(since, found, told), found, context);
};

/** What people know already; where that is nothing all is told, and not what changed. */
const knownBefore = ({ look, before }: Told): LookSummary | undefined => (look === 0 ? undefined : before);

const htmlOf = (told: Told): string =>
  investigationHtmlMail(caseOf(told, { descendants: [], calls: [], callsInAll: told.found.events })).html;

const withCommands = ({ keepsDrawing = [] }: Investigation): { what: string; command: string }[] =>
  keepsDrawing.map(({ what, command = 'stop it by hand' }) => ({ what, command }));

/** Writes what looks have to tell and tells it, each look once: Lambda runs a step again that did not end. */
export const lookTeller = ({
  mail,
  publishAgain,
  ...channel
}: Channel): Pick<FollowDeps, 'write' | 'tell' | 'tellFailed'> => ({
  write(told) {
    const { incidentId, look } = told;
    const written = mailOf(told);
    if (!written) logger.info('nothing new to tell', { incidentId, look });
    const html = written && channel.sendHtml && !knownBefore(told) ? { html: htmlOf(told) } : {};
    return (
      written && { mail: { ...written, ...html }, marks: [...new Set([markOf(told), `mail:look-${look}`])] }
    );
  },
  async tell(incidentId, { mail: written, marks: [mark = '', ...others] }) {
    const { incidents } = channel;
    const sent = await tellOnce(incidentId, mark, () => mail(written), incidents);
    logger.info(sent ? 'mail sent' : 'this look was already told', { incidentId, mark });
    // That mail told the look as well.
    if (sent) for (const other of others) await tellOnce(incidentId, other, async () => {}, incidents);
    await tellHtml(incidentId, written, channel);
    await publishAgain?.(incidentId, mark);
  },
  async tellFailed(incidentId, { look, error, pause }) {
    const about = `Look ${look + 1} at incident ${inert(incidentId, 80)} failed for good`;
    const why = inert(describeError('investigating', error), 500);
    const next = pause === undefined ? undefined : new Date(now().getTime() + pause * 1000);
    const words = {
      subject: subject(`Investigation ${next ? 'FAILED' : 'STOPPED'}: ${incidentId}`),
      body: [
        `${about}: ${why}`,
        '',
        next
          ? `Nobody has seen since the last look what the credential did, nor whether what contains it still holds. It is looked at again at ${when(next.toISOString())}.`
          : 'From now on nobody looks any more at what the credential did and made, nor whether what contains it still holds.',
        'Look yourself: npm run -s tourniquet -- investigate KEY',
        '',
      ].join('\n'),
    };
    // Where one look after the other fails, the first tells it, and the last that nobody looks any more.
    await tellOnce(
      incidentId,
      next ? 'mail:look-failed' : 'mail:looks-stopped',
      () => mail(words),
      channel.incidents,
    );
  },
});
