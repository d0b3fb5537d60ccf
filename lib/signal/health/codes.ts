import type { Certainty } from '#lib/signal/leak-signal.ts';
import type { RiskDetail } from './event.ts';

/** The codes that AWS is known to send about credentials. */
const known: readonly string[] = [
  'AWS_RISK_CREDENTIALS_EXPOSED',
  'AWS_RISK_CREDENTIALS_EXPOSURE_SUSPECTED',
  'AWS_RISK_CREDENTIALS_COMPROMISED',
  'AWS_RISK_CREDENTIALS_COMPROMISE_SUSPECTED',
  'AWS_RISK_IAM_QUARANTINE',
  'AWS_RISK_ACCOUNT_CONSOLE_COMPROMISE',
];

export const isKnown = (code: string): boolean => known.includes(code);

/**
 * Whether the entities of an event are to be contained. AWS has renamed its codes before (AWS_RISK_CREDENTIALS_EXPOSED
 * was once documented under another name), so a new code about credentials that reports an issue acts where it names
 * a key, as a claim: it counts towards the brake. Other new codes may be about something else and are only told.
 */
export const isActedOn = ({ eventTypeCode, eventTypeCategory }: RiskDetail): boolean =>
  isKnown(eventTypeCode) || (/^AWS_RISK_CREDENTIALS?_/.test(eventTypeCode) && eventTypeCategory === 'issue');

export const certaintyOf = (code: string): { certainty: Certainty; doubt?: string } =>
  isKnown(code)
    ? { certainty: 'proven' }
    : { certainty: 'claimed', doubt: `The code ${code} of AWS Health is new; what it says is a guess.` };
