import { type Kind, patterns } from './event-patterns.ts';

/** AWS Health's RISK events and all records of IAM are in this Region only. */
export const globalRegion = 'us-east-1';

/** The kinds that reach the home Region from elsewhere. */
export type ForwardedKind = Extract<Kind, 'guardduty' | 'health' | 'quarantine'>;

/**
 * The event by which `tourniquet doctor` tries a rule that forwards. No function ever sees one: the rule on our own bus
 * takes it to a queue that nothing but the doctor reads, so that whoever puts one achieves nothing.
 */
export const doctorTest = { source: 'tourniquet.doctor', detailType: 'Tourniquet Doctor Test' } as const;

/** The name of the rule on our bus, and of the queue that it feeds. */
export const doctorName = 'tourniquet-doctor';

/** Seconds for which an answer to the doctor is kept: nobody else wants it. */
export const doctorKeepsSeconds = 300;

/** What the rule on our bus waits for. */
export const doctorPattern = {
  source: [doctorTest.source],
  'detail-type': [doctorTest.detailType],
} as const;

/**
 * What a rule that forwards waits for: events of its kind, and the doctor's test of just this rule. A test that went
 * through another rule would prove nothing of this one.
 */
export const forwardingPattern = (kind: ForwardedKind) => ({
  $or: [patterns[kind], { ...doctorPattern, detail: { rule: [kind] } }],
});

/** Rules that forward, in one account and Region; their name is that of the kind, `tourniquet-health`. */
export interface ForwardingPlace {
  region: string;
  kinds: readonly ForwardedKind[];
}

/**
 * Where an account forwards from: what is only in us-east-1, and the findings of GuardDuty, which the home account has
 * at home in its own Region already.
 * @param guardDutyRegions Regions besides the home Region
 */
export const forwardingPlaces = (
  account: 'home' | 'member',
  homeRegion: string,
  guardDutyRegions: readonly string[],
): ForwardingPlace[] => {
  const findings = new Set([...(account === 'home' ? [] : [homeRegion]), ...guardDutyRegions]);
  if (account === 'home') findings.delete(homeRegion);
  return [...new Set([globalRegion, ...findings])].map((region) => ({
    region,
    kinds: [
      ...(region === globalRegion ? (['health', 'quarantine'] as const) : []),
      ...(findings.has(region) ? (['guardduty'] as const) : []),
    ],
  }));
};

/** The queue, in the Region of the rule, of what could not be forwarded. */
export const undeliveredName = 'tourniquet-undelivered';
