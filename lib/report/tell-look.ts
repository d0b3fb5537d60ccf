import { describeError } from '#lib/aws/errors.ts';
import { changesSince, silenceOf } from '#lib/investigation/changes.ts';
import type { FollowDeps } from '#lib/investigation/follow-incident.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import type { Told } from '#lib/investigation/look-once.ts';
import { type Marks, tellOnce } from '#lib/investigation/tell-once.ts';
import { logger } from '#lib/platform/logger.ts';
import { inert, subject } from '#lib/platform/plain-text.ts';
import { changesMail, investigationMail, type Mail } from './investigation-mail.ts';

interface Channel {
  incidents: Marks;
  mail(mail: Mail): Promise<void>;
}

/** What is found out about an owner is told even when this look was told before. */
const markOf = ({ look, found }: Told): string => {
  const ownerTold = found.owner && found.owner.state !== 'not-found';
  return ownerTold ? `mail:owner-${found.owner?.state}` : `mail:look-${look}`;
};

/** The mail of a look; undefined where it has nothing new to tell. */
export const mailOf = ({ incidentId, incident, found, look, before, nextLookAt }: Told): Mail | undefined => {
  const containedAt = incident?.containedAt;
  const context = {
    incidentId,
    look,
    ...(containedAt && { containedAt, silent: silenceOf(found, containedAt) }),
    ...(nextLookAt && { nextLookAt }),
    ...(found.keepsDrawing && { keepsDrawing: withCommands(found) }),
  };
  if (look === 0 || before === undefined) return investigationMail(found, context);
  return changesMail(changesSince(before, found), found, context);
};

const withCommands = ({ keepsDrawing = [] }: Investigation): { what: string; command: string }[] =>
  keepsDrawing.map(({ what, command = 'stop it by hand' }) => ({ what, command }));

/** Tells people of looks, each once: Lambda runs a step again that did not end. */
export const lookTeller = ({ incidents, mail }: Channel): Pick<FollowDeps, 'tell' | 'tellFailed'> => ({
  async tell(told) {
    const { incidentId, look } = told;
    const written = mailOf(told);
    if (!written) {
      logger.info('nothing new to tell', { incidentId, look });
      return;
    }
    const now = await tellOnce(incidentId, markOf(told), () => mail(written), incidents);
    logger.info(now ? 'mail sent' : 'this look was already told', { incidentId, look });
    // That mail told the look as well.
    if (now) await tellOnce(incidentId, `mail:look-${look}`, async () => {}, incidents);
  },
  async tellFailed(incidentId, look, error) {
    const words = {
      subject: subject(`Investigation stopped: ${incidentId}`),
      body: [
        `Look ${look + 1} at incident ${inert(incidentId, 80)} failed for good: ${inert(describeError('investigating', error), 500)}`,
        '',
        'What was contained stays contained, but nobody looks any more at what the credential did and made.',
        'Look yourself: npm run -s tourniquet -- investigate KEY',
        '',
      ].join('\n'),
    };
    await tellOnce(incidentId, `mail:look-failed-${look}`, () => mail(words), incidents);
  },
});
