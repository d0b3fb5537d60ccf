import type { RecordStore } from '#lib/incident/records.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import type { Plan } from './decide.ts';
import { isOff, type Judgement, mayWait } from './judge.ts';
import type { Page } from './pages.ts';

/**
 * Whether a containment may go ahead, as far as the others of the last while tell: `brake` when its source had too
 * many in one span of time, `burst` when its organization did.
 */
export type Admission = 'admitted' | 'brake' | 'burst';

const span = (now: string, minutes: number): number => Math.floor(Date.parse(now) / (minutes * 60_000));

const brakeId = ({ source }: LeakSignal, { rules, now }: Judgement): string =>
  `${source}/${span(now, rules.brake.minutes)}`;

/**
 * Counts a containment, by its incident and, for what may wait, by its key. A span of time has fixed ends: at worst
 * twice the limit goes through around one of them. What a person fetched out of the backlog was counted there.
 */
export const admissionWith =
  (records: Pick<RecordStore, 'admit'>) =>
  async (signal: LeakSignal, incidentId: string, plan: Plan, judgement: Judgement): Promise<Admission> => {
    const { override, organization, accessKeyId } = signal;
    const { brake, backlog } = judgement.rules;
    if (override?.includes('backlog')) return 'admitted';
    const counts = organization !== undefined && mayWait(signal) && plan.act && !isOff(plan, signal);
    const [withinBurst, withinBrake] = await Promise.all([
      !counts ||
        records.admit(
          'burst',
          `${organization}/${span(judgement.now, 60)}`,
          accessKeyId ?? incidentId,
          backlog.keysPerHour,
        ),
      records.admit('brake', brakeId(signal, judgement), counted(plan, incidentId), brake.containments),
    ]);
    if (!withinBurst) return 'burst';
    return withinBrake ? 'admitted' : 'brake';
  };

// What counts is how much is shut out: a further session of a role adds nothing, and a thief can take as many of them
// as he likes.
const counted = (plan: Plan, incidentId: string): string =>
  plan.act && plan.standing.kind !== 'user' ? plan.standing.roleId : incidentId;

/** Tells people that the brake is on: once for each source and span of time. */
export const brakePage = (signal: LeakSignal, judgement: Judgement): Page => {
  const { containments, minutes } = judgement.rules.brake;
  return {
    id: `brake-${brakeId(signal, judgement)}`,
    subject: `BRAKE: more than ${containments} containments by ${signal.source} in ${minutes} minutes`,
    body: [
      `More than ${containments} leaks were reported by ${signal.source} within ${minutes} minutes.`,
      'Until the span ends, what is proven still switches keys off and denies users, and touches no role;',
      'what is only claimed is not acted on: each such incident says so.',
      '',
      'Key ids are no secret: somebody may be reporting keys to shut people out. If the reports are right, contain',
      'each by its key: npm run -s tourniquet -- contain KEY',
    ].join('\n'),
  };
};
