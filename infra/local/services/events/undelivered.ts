import { AwsError } from '../../contract.ts';

/** A target that could not be reached, or a dead-letter queue. */
export interface Undelivered {
  targetArn: string;
  /** The event, as JSON. */
  body: string;
  error: unknown;
}

/**
 * What a dead letter says about itself, as message attributes (EventBridge user guide, "Using dead-letter queues to
 * process undelivered events").
 */
export const deadLetterAttributes = (
  ruleArn: string,
  targetArn: string,
  error: unknown,
): Record<string, string> => ({
  RULE_ARN: ruleArn,
  TARGET_ARN: targetArn,
  ERROR_CODE: codeOf(error),
  ERROR_MESSAGE: error instanceof Error ? error.message.slice(0, 1024) : String(error),
});

const codeOf = (error: unknown): string => {
  if (!(error instanceof AwsError)) return 'ERROR_FROM_TARGET';
  if (error.code.startsWith('AccessDenied')) return 'NO_PERMISSIONS';
  if (/NotFound|DoesNotExist/.test(error.code)) return 'NO_RESOURCE';
  return error.code === 'THIRD_ACCOUNT_HOP_DETECTED' ? error.code : 'ERROR_FROM_TARGET';
};
