import { fileURLToPath } from 'node:url';
import { App, LegacyStackSynthesizer, Stack, Validations } from 'aws-cdk-lib';
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import type { Template } from './template.ts';

/** infra/cloud/member.yaml, read by the CDK: by nobody who knows how it was written. */
export const readMemberYaml = (): Template => {
  // The other synthesizers add parameters of their own.
  const synthesizer = new LegacyStackSynthesizer();
  const stack = new Stack(new App({ analyticsReporting: false }), 'Read', { synthesizer });
  const templateFile = fileURLToPath(new URL('../../../infra/cloud/member.yaml', import.meta.url));
  new CfnInclude(stack, 'Member', { templateFile });
  Validations.of(stack).acknowledge({
    id: 'CloudFormation-Validate::W1028',
    reason:
      'It takes both branches of a condition for out of reach; cfn-lint, with a rule of that number, does not.',
  });
  const { Parameters, Conditions, Resources } = Synthesized.fromStack(stack).toJSON();
  return { Parameters, Conditions, Resources };
};
