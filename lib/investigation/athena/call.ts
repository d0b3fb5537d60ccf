import { describeError } from '#lib/aws/errors.ts';
import { type Patience, patiently } from '../patiently.ts';

/**
 * Makes one call of Athena, again where that can help. It answers each at once: the query itself runs on without us.
 * Never throws for what AWS answers.
 */
export const callAthena = async <Answer>(
  operation: string,
  call: (abortSignal: AbortSignal) => Promise<Answer>,
  patience: Patience,
): Promise<{ answer: Answer } | { reason: string }> => {
  const outcome = await patiently(call, patience);
  if (outcome === 'out of time') return { reason: 'the time for this look ran out' };
  return 'answer' in outcome ? outcome : { reason: describeError(operation, outcome.error) };
};
