import { type GuardPolicy, mostCharacters } from './policy.ts';

/**
 * CloudFormation for the management account, or for one that it has delegated policies to: only these can make a service
 * control policy, so that it is no part of Tourniquet's own stacks.
 */
export const guardTemplate = (policy: GuardPolicy) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'Lets nobody but Tourniquet lift a containment, in the accounts that this is attached to',
  Parameters: {
    TargetIds: {
      Type: 'CommaDelimitedList',
      Description:
        'What it binds: ids of organizational units (ou-…), accounts, or the root (r-…). Begin with one test account.',
    },
  },
  Resources: {
    Guard: {
      Type: 'AWS::Organizations::Policy',
      // Where the stack is deleted by mistake, what is contained stays held.
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Name: 'tourniquet-guard',
        Type: 'SERVICE_CONTROL_POLICY',
        Description: `Only Tourniquet lifts a containment. At most ${mostCharacters} characters.`,
        Content: policy,
        TargetIds: { Ref: 'TargetIds' },
      },
    },
  },
});
