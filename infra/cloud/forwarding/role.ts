import { Aws } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

const document = (statement: object) => ({ Version: '2012-10-17', Statement: [statement] });

/** What EventBridge puts events on a bus of another Region with; the bus of the home account asks for nothing else. */
export const createForwardRole = (
  scope: Construct,
  { busArn, ruleArns }: { busArn: string; ruleArns: readonly string[] },
): CfnRole =>
  new CfnRole(scope, 'Forward', {
    roleName: `tourniquet-forward-${Aws.REGION}`,
    description: 'Lets the rules of Tourniquet in this Region put events on its bus',
    assumeRolePolicyDocument: document({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnEquals: { 'aws:SourceArn': ruleArns },
      },
    }),
    policies: [
      {
        policyName: 'forward',
        policyDocument: document({ Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn }),
      },
    ],
  });
