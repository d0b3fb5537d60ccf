import { isKeyId } from '#lib/credential/key-id.ts';
import { isActedOn, isKnown } from './health/codes.ts';
import { entityFault } from './health/entity.ts';
import { anyHealthEvent, type Risk, riskEvent } from './health/event.ts';
import { identify } from './health/identity.ts';
import { type Entities, readEntities, toSignals } from './health/signals.ts';
import type { SignalReading, Tell } from './leak-signal.ts';
import { malformed, malformedBy } from './malformed.ts';

const reported = ({ accountId, detail }: Risk): string =>
  `AWS Health reports ${detail.eventTypeCode} in account ${accountId}`;

/** Without a usable entity AWS still says that the account is in danger: a person is paged. */
const undecided = (risk: Risk, why: string): SignalReading => {
  const publicKey = risk.detail.eventMetadata?.publicKey;
  const hint = isKeyId(publicKey) ? ` (detail.eventMetadata.publicKey is ${publicKey})` : '';
  return {
    kind: 'undecided',
    id: risk.id,
    reason: `${reported(risk)}, but ${why}${hint}: a person must find the credential.`,
  };
};

const withoutAName = (risk: Risk, { unread: [odd] }: Entities): SignalReading => {
  if (!odd) return undecided(risk, 'detail.affectedEntities is empty');
  const field = `detail.affectedEntities.${odd.index}.entityValue`;
  // Only of this code is it known that its entities are key ids.
  return risk.detail.eventTypeCode === 'AWS_RISK_CREDENTIALS_EXPOSED'
    ? malformed(field, `${field} is no access key id: ${entityFault(odd.value)}`)
    : undecided(risk, `${field} names neither a key nor a user of that account`);
};

const told = (risk: Risk, { named }: Entities, why: string): SignalReading => {
  const names = [...named.keys()].slice(0, 10).join(', ');
  return {
    kind: 'not-a-leak',
    tell: 'mail',
    id: `${risk.id}:told`,
    reason: `${reported(risk)}, ${why}: nothing is changed.${names && ` It names ${names}.`}`,
  };
};

const readRisk = (risk: Risk): SignalReading => {
  const entities = readEntities(risk);
  const { eventTypeCode, statusCode } = risk.detail;
  // AWS closes an event once its case is settled; if this is the first we hear of it, a person should still know.
  if (statusCode?.toLowerCase() === 'closed') return told(risk, entities, 'and has closed it');
  const namesKey = [...entities.named.values()].some(({ accessKeyId }) => accessKeyId !== undefined);
  if (!isActedOn(risk.detail) || !(isKnown(eventTypeCode) || namesKey)) {
    return told(risk, entities, 'a code that is not known');
  }
  const [first, ...others] = toSignals(risk, entities);
  return first ? { kind: 'leak', signals: [first, ...others] } : withoutAName(risk, entities);
};

const another = (tell: Tell, service: string, code: string): SignalReading => ({
  kind: 'not-a-leak',
  tell,
  reason: `AWS Health reports ${code} of ${service}, which is not about a leaked credential.`,
});

/**
 * Reads an event of AWS Health as EventBridge delivers it (AWS Health user guide, "Reference: AWS Health events Amazon
 * EventBridge schema"). One event may name several keys, and AWS delivers a copy of it to a backup region.
 */
export const readHealthEvent = (event: unknown): SignalReading => {
  const any = anyHealthEvent.safeParse(event);
  if (!any.success) return malformedBy(any.error, event, 'event');
  const { service, eventTypeCode } = any.data.detail;
  if (service !== 'RISK') return another('log', service, eventTypeCode);
  if (!eventTypeCode.startsWith('AWS_RISK_')) return another('mail', service, eventTypeCode);
  const parsed = riskEvent.safeParse(event);
  if (!parsed.success) return malformedBy(parsed.error, event, 'event');
  const risk = identify(parsed.data);
  return 'kind' in risk ? risk : readRisk(risk);
};
