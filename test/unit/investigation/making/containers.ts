import type { Case } from './case.ts';

const ecs = 'arn:aws:ecs:eu-west-1:111122223333';
const principal = 'arn:aws:iam::111122223333:role/evil';
const definition = { taskDefinition: { taskDefinitionArn: `${ecs}:task-definition/d:1` } };
const task = (call: string): Case => [
  call,
  { cluster: 'c', taskDefinition: 'd:1' },
  { failures: [], tasks: [{ taskArn: `${ecs}:task/c/abc` }] },
  `task ${ecs}:task/c/abc`,
  ['ecs:StopTask', { cluster: 'c', task: 'abc' }, { task: { taskArn: `${ecs}:task/c/abc` } }],
];

export const containers: Case[] = [
  [
    'eks:CreateAccessEntry',
    { name: 'c', principalArn: principal },
    { accessEntry: { clusterName: 'c', principalArn: principal } },
    `access entry ${principal} of EKS cluster c`,
    [
      'eks:DeleteAccessEntry',
      { name: 'c', principalArn: principal.replace(/:/g, '%3A').replace('/', '%2F') },
    ],
  ],
  [
    'ecs:CreateService',
    { serviceName: 's', cluster: 'c' },
    { service: { serviceName: 's', clusterArn: `${ecs}:cluster/c` } },
    `ECS service s of ECS cluster ${ecs}:cluster/c`,
    ['ecs:DeleteService', { cluster: 'c', service: `${ecs}:service/c/s` }],
    ['ecs:DeleteService', { cluster: `${ecs}:cluster/c`, service: 's' }],
  ],
  task('ecs:RunTask'),
  task('ecs:StartTask'),
  [
    'ecs:RegisterTaskDefinition',
    { family: 'd' },
    definition,
    `task definition ${ecs}:task-definition/d:1`,
    ['ecs:DeregisterTaskDefinition', { taskDefinition: 'd:1' }, definition],
  ],
  [
    'ecs:CreateCluster',
    { clusterName: 'c' },
    { cluster: { clusterName: 'c' } },
    'ECS cluster c',
    ['ecs:DeleteCluster', { cluster: `${ecs}:cluster/c` }],
    ['ecs:DeleteCluster', { cluster: 'c' }],
  ],
  [
    'eks:CreateCluster',
    { name: 'k' },
    { cluster: { name: 'k' } },
    'EKS cluster k',
    ['eks:DeleteCluster', { name: 'k' }],
  ],
  [
    'eks:CreateNodegroup',
    { name: 'k', nodegroupName: 'n' },
    { nodegroup: { nodegroupName: 'n', clusterName: 'k' } },
    'node group n of EKS cluster k',
    ['eks:DeleteNodegroup', { name: 'k', nodegroupName: 'n' }],
  ],
  [
    'eks:CreateFargateProfile',
    { name: 'k', fargateProfileName: 'f' },
    { fargateProfile: { fargateProfileName: 'f', clusterName: 'k' } },
    'Fargate profile f of EKS cluster k',
    ['eks:DeleteFargateProfile', { name: 'k', fargateProfileName: 'f' }],
  ],
  [
    'apprunner:CreateService',
    { serviceName: 's' },
    { service: { serviceArn: 'arn:aws:apprunner:eu-west-1:1:service/s/1' } },
    'App Runner service arn:aws:apprunner:eu-west-1:1:service/s/1',
    ['apprunner:DeleteService', { serviceArn: 'arn:aws:apprunner:eu-west-1:1:service/s/1' }],
  ],
  [
    'batch:CreateComputeEnvironment',
    { computeEnvironmentName: 'e' },
    { computeEnvironmentName: 'e' },
    'batch environment e',
    [
      'batch:DeleteComputeEnvironment',
      { computeEnvironment: 'arn:aws:batch:eu-west-1:1:compute-environment/e' },
    ],
  ],
  [
    'batch:CreateJobQueue',
    { jobQueueName: 'q' },
    { jobQueueName: 'q' },
    'job queue q',
    ['batch:DeleteJobQueue', { jobQueue: 'q' }],
  ],
  [
    'batch:RegisterJobDefinition',
    { jobDefinitionName: 'd' },
    { jobDefinitionArn: 'arn:aws:batch:eu-west-1:1:job-definition/d:1', revision: 1 },
    'job definition arn:aws:batch:eu-west-1:1:job-definition/d:1',
    ['batch:DeregisterJobDefinition', { jobDefinition: 'arn:aws:batch:eu-west-1:1:job-definition/d:1' }],
  ],
  [
    'batch:SubmitJob',
    { jobName: 'j' },
    { jobId: 'b-1' },
    'batch job b-1',
    ['batch:TerminateJob', { jobId: 'b-1', reason: 'x' }],
    ['batch:CancelJob', { jobId: 'b-1', reason: 'x' }],
  ],
  ...(['ecr', 'ecr-public'] as const).map(
    (service): Case => [
      `${service}:CreateRepository`,
      { repositoryName: 'team/app' },
      { repository: { repositoryName: 'team/app' } },
      `${service === 'ecr' ? 'repository' : 'public repository'} team/app`,
      [`${service}:DeleteRepository`, { repositoryName: 'team/app', force: true }],
    ],
  ),
];
