import { answered, asked, valueAt } from '../meaning/request.ts';
import { type MakingTable, owned, thing } from './row.ts';

const stack = thing('stack', 'AWS::CloudFormation::Stack', asked('stackName'), answered('stackId'));

/**
 * What runs by itself, again and again (records in the user guides of CloudFormation, EventBridge, Step Functions and
 * CodeBuild; the rest API references).
 */
export const automation: MakingTable = {
  // It creates the rule or replaces the one of that name.
  'events:PutRule': {
    ...thing('event rule', 'AWS::Events::Rule', asked('name')),
    mayHaveStood: true,
    touches: true,
  },
  'events:PutTargets': owned(thing('rule target', null, asked('targets.id')), 'event rule', asked('rule')),
  'scheduler:CreateSchedule': thing('schedule', 'AWS::Scheduler::Schedule', asked('name')),
  'ssm:CreateActivation': thing('activation', null, answered('activationId')),
  'ssm:CreateAssociation': thing(
    'association',
    'AWS::SSM::Association',
    answered('associationDescription.associationId'),
  ),
  'ssm:CreateDocument': thing(
    'SSM document',
    'AWS::SSM::Document',
    answered('documentDescription.name'),
    asked('name'),
  ),
  // The same one again is answered with the one that stands.
  'states:CreateStateMachine': {
    ...thing('state machine', 'AWS::StepFunctions::StateMachine', asked('name'), answered('stateMachineArn')),
    mayHaveStood: true,
  },
  'cloudformation:CreateStack': stack,
  // So tools like CDK and SAM make their stacks.
  'cloudformation:CreateChangeSet': {
    ...stack,
    when: (detail) => valueAt(detail, asked('changeSetType')) === 'CREATE',
  },
  'cloudformation:CreateStackSet': thing(
    'stack set',
    'AWS::CloudFormation::StackSet',
    asked('stackSetName'),
    answered('stackSetId'),
  ),
  'codebuild:CreateProject': thing(
    'build project',
    'AWS::CodeBuild::Project',
    answered('project.name'),
    asked('name'),
  ),
  'glue:CreateDevEndpoint': thing(
    'Glue endpoint',
    'AWS::Glue::DevEndpoint',
    answered('endpointName'),
    asked('endpointName'),
  ),
  'glue:CreateJob': thing('Glue job', 'AWS::Glue::Job', answered('name'), asked('name')),
};
