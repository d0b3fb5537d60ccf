import { owned } from '../making/row.ts';
import { answered, asked } from '../meaning/request.ts';
import { type RemovingTable, removal, removalByEnd } from './row.ts';

/** A stack that is deleted by its ARN stays told: the ARN ends in something else than its name. */
export const automation: RemovingTable = {
  'events:DeleteRule': removal('event rule', asked('name')),
  'events:RemoveTargets': owned(removal('rule target', asked('ids')), 'event rule', asked('rule')),
  'scheduler:DeleteSchedule': removal('schedule', asked('name')),
  'ssm:DeleteActivation': removal('activation', asked('activationId')),
  'ssm:DeleteAssociation': removal('association', asked('associationId')),
  'ssm:DeleteDocument': removal('SSM document', asked('name')),
  'states:DeleteStateMachine': removalByEnd('state machine', asked('stateMachineArn')),
  'cloudformation:DeleteStack': removal('stack', asked('stackName')),
  'cloudformation:DeleteStackSet': removal('stack set', asked('stackSetName')),
  'codebuild:DeleteProject': removalByEnd('build project', asked('name')),
  'glue:DeleteDevEndpoint': removal('Glue endpoint', asked('endpointName')),
  'glue:DeleteJob': removal('Glue job', answered('jobName'), asked('jobName')),
};
