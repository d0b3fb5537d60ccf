import { describe, expect, it } from 'vitest';
import { AwsError, type PolicyDocument } from '#infra/local/contract.ts';
import { parsePolicy } from '#infra/local/policy/document.ts';
import { load } from '#test/fixtures/policy-cases/load.ts';

const refusal = (run: () => unknown): AwsError => {
  try {
    run();
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error('the document was accepted');
};

for (const { topic, documents } of load('documents')) {
  describe(topic, () => {
    it.each(documents)('$kind: $name', ({ kind, document, malformed }) => {
      const parse = () => parsePolicy(document as PolicyDocument | string, kind);
      if (malformed === undefined) {
        expect(parse().statements.length).toBeGreaterThan(0);
        return;
      }
      expect(refusal(parse)).toMatchObject({
        code: 'MalformedPolicyDocument',
        status: 400,
        message: expect.stringContaining(malformed),
      });
    });
  });
}
