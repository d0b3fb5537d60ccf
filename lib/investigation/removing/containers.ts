import type { Json } from '../detail.ts';
import { namesIn } from '../making/reading.ts';
import { owned } from '../making/row.ts';
import { answered, asked } from '../meaning/request.ts';
import { type Removing, type RemovingTable, removal, removalByEnd } from './row.ts';

const inEks = (row: Removing, answer: string): Removing =>
  owned(row, 'EKS cluster', answered(`${answer}.clusterName`), asked('name'), asked('clusterName'));

// It stands in the address of the call, as it was sent there: `arn%3Aaws%3Aiam…`.
const principal = (detail: Json): string[] =>
  namesIn(detail, [asked('principalArn')]).map((arn) => arn.replace(/%3A/gi, ':').replace(/%2F/gi, '/'));

/** A revision of a task or job definition is taken away by its ARN, which the answers of ECS tell. */
export const containers: RemovingTable = {
  'eks:DeleteAccessEntry': inEks({ kind: 'access entry', id: principal }, 'accessEntry'),
  'ecs:DeleteService': owned(
    removalByEnd('ECS service', answered('service.serviceName'), asked('service')),
    'ECS cluster',
    answered('service.clusterArn'),
    asked('cluster'),
  ),
  'ecs:StopTask': removal('task', answered('task.taskArn'), asked('task')),
  'ecs:DeregisterTaskDefinition': removal(
    'task definition',
    answered('taskDefinition.taskDefinitionArn'),
    asked('taskDefinition'),
  ),
  'ecs:DeleteCluster': removalByEnd('ECS cluster', answered('cluster.clusterName'), asked('cluster')),
  'eks:DeleteCluster': removal('EKS cluster', asked('name'), asked('clusterName')),
  'eks:DeleteNodegroup': inEks(removal('node group', asked('nodegroupName')), 'nodegroup'),
  'eks:DeleteFargateProfile': inEks(
    removal('Fargate profile', asked('fargateProfileName')),
    'fargateProfile',
  ),
  'apprunner:DeleteService': removal('App Runner service', asked('serviceArn')),
  'batch:DeleteComputeEnvironment': removalByEnd('batch environment', asked('computeEnvironment')),
  'batch:DeleteJobQueue': removalByEnd('job queue', asked('jobQueue')),
  'batch:DeregisterJobDefinition': removal('job definition', asked('jobDefinition')),
  'batch:CancelJob': removal('batch job', asked('jobId')),
  'batch:TerminateJob': removal('batch job', asked('jobId')),
  'ecr:DeleteRepository': removal('repository', asked('repositoryName')),
  'ecr-public:DeleteRepository': removal('public repository', asked('repositoryName')),
};
