import { answered, asked, valueAt } from '../meaning/request.ts';
import { type Making, type MakingTable, owned, thing } from './row.ts';

// Where there was no room for a task the call succeeds all the same, with `failures` in place of tasks.
const task: Making = {
  ...thing('task', null, answered('tasks.taskArn')),
  when: (detail) => {
    const tasks = valueAt(detail, answered('tasks'));
    return !Array.isArray(tasks) || tasks.length > 0;
  },
};
const inEks = (row: Making, answer: string): Making =>
  owned(row, 'EKS cluster', answered(`${answer}.clusterName`), asked('name'), asked('clusterName'));

/**
 * Containers and batch work (records in the developer guides of ECS, EKS, ECR and Batch; the rest API references). EKS
 * names the cluster in the address of a call, which CloudTrail writes as `name`.
 */
export const containers: MakingTable = {
  'eks:CreateAccessEntry': {
    ...inEks(
      thing(
        'access entry',
        'AWS::EKS::AccessEntry',
        answered('accessEntry.principalArn'),
        asked('principalArn'),
      ),
      'accessEntry',
    ),
    touches: true,
  },
  'ecs:CreateService': owned(
    thing('ECS service', 'AWS::ECS::Service', answered('service.serviceName'), asked('serviceName')),
    'ECS cluster',
    answered('service.clusterArn'),
    asked('cluster'),
  ),
  'ecs:RunTask': task,
  'ecs:StartTask': task,
  'ecs:RegisterTaskDefinition': thing(
    'task definition',
    'AWS::ECS::TaskDefinition',
    answered('taskDefinition.taskDefinitionArn'),
    asked('family'),
  ),
  // It answers with the cluster of that name where there is one.
  'ecs:CreateCluster': {
    ...thing('ECS cluster', 'AWS::ECS::Cluster', answered('cluster.clusterName'), asked('clusterName')),
    mayHaveStood: true,
  },
  'eks:CreateCluster': thing(
    'EKS cluster',
    'AWS::EKS::Cluster',
    answered('cluster.name'),
    answered('cluster.clusterName'),
    asked('name'),
    asked('clusterName'),
  ),
  'eks:CreateNodegroup': inEks(
    thing('node group', 'AWS::EKS::Nodegroup', answered('nodegroup.nodegroupName'), asked('nodegroupName')),
    'nodegroup',
  ),
  'eks:CreateFargateProfile': inEks(
    thing(
      'Fargate profile',
      'AWS::EKS::FargateProfile',
      answered('fargateProfile.fargateProfileName'),
      asked('fargateProfileName'),
    ),
    'fargateProfile',
  ),
  'apprunner:CreateService': thing(
    'App Runner service',
    'AWS::AppRunner::Service',
    answered('service.serviceArn'),
    asked('serviceName'),
  ),
  'batch:CreateComputeEnvironment': thing(
    'batch environment',
    'AWS::Batch::ComputeEnvironment',
    answered('computeEnvironmentName'),
    asked('computeEnvironmentName'),
  ),
  'batch:CreateJobQueue': thing(
    'job queue',
    'AWS::Batch::JobQueue',
    answered('jobQueueName'),
    asked('jobQueueName'),
  ),
  'batch:RegisterJobDefinition': thing(
    'job definition',
    'AWS::Batch::JobDefinition',
    answered('jobDefinitionArn'),
    asked('jobDefinitionName'),
  ),
  'batch:SubmitJob': thing('batch job', null, answered('jobId')),
  'ecr:CreateRepository': thing(
    'repository',
    'AWS::ECR::Repository',
    answered('repository.repositoryName'),
    asked('repositoryName'),
  ),
  'ecr-public:CreateRepository': thing(
    'public repository',
    'AWS::ECR::PublicRepository',
    answered('repository.repositoryName'),
    asked('repositoryName'),
  ),
};
