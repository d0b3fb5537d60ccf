import type { Case } from './case.ts';

const image = (call: string): Case => [
  call,
  { name: 'i' },
  { imageId: 'ami-1' },
  'image ami-1',
  ['ec2:DeregisterImage', { imageId: 'ami-1' }],
];
const instances = { instancesSet: { items: [{ instanceId: 'i-1' }] } };
const deleteSnapshot: Case[4] = ['ec2:DeleteSnapshot', { snapshotId: 'snap-1', force: false }];
const spotRequest = { spotInstanceRequestSet: { items: [{ spotInstanceRequestId: 'sir-1' }] } };
const template = { launchTemplate: { launchTemplateId: 'lt-1', launchTemplateName: 't' } };
const endpoint = { instanceConnectEndpoint: { instanceConnectEndpointId: 'eice-1' } };
const lightsail = (call: string): Case => [
  call,
  { instanceNames: ['l-1'] },
  { operations: [{ resourceName: 'l-1' }] },
  'Lightsail instance l-1',
  ['lightsail:DeleteInstance', { instanceName: 'l-1' }],
];

export const compute: Case[] = [
  ['ec2:RunInstances', {}, instances, 'instance i-1', ['ec2:TerminateInstances', instances]],
  [
    'autoscaling:CreateAutoScalingGroup',
    { autoScalingGroupName: 'g' },
    null,
    'scaling group g',
    ['autoscaling:DeleteAutoScalingGroup', { autoScalingGroupName: 'g', forceDelete: true }],
  ],
  [
    'ec2:CreateFleet',
    { CreateFleetRequest: { Type: 'maintain' } },
    { CreateFleetResponse: { fleetId: 'fleet-1' } },
    'fleet fleet-1',
    [
      'ec2:DeleteFleets',
      { DeleteFleetsRequest: { FleetId: { tag: 1, content: 'fleet-1' } } },
      { DeleteFleetsResponse: { successfulFleetDeletionSet: { item: { fleetId: 'fleet-1' } } } },
    ],
  ],
  [
    'ec2:RequestSpotFleet',
    null,
    { spotFleetRequestId: 'sfr-1' },
    'spot fleet sfr-1',
    [
      'ec2:CancelSpotFleetRequests',
      null,
      { successfulFleetRequestSet: { items: [{ spotFleetRequestId: 'sfr-1' }] } },
    ],
  ],
  [
    'ec2:RequestSpotInstances',
    null,
    spotRequest,
    'spot request sir-1',
    ['ec2:CancelSpotInstanceRequests', null, spotRequest],
  ],
  [
    'ec2:CreateLaunchTemplate',
    { CreateLaunchTemplateRequest: { LaunchTemplateName: 't' } },
    { CreateLaunchTemplateResponse: template },
    'launch template lt-1',
    [
      'ec2:DeleteLaunchTemplate',
      { DeleteLaunchTemplateRequest: { LaunchTemplateName: 't' } },
      { DeleteLaunchTemplateResponse: template },
    ],
    ['ec2:DeleteLaunchTemplate', { DeleteLaunchTemplateRequest: { LaunchTemplateId: 'lt-1' } }],
  ],
  [
    'autoscaling:CreateLaunchConfiguration',
    { launchConfigurationName: 'c' },
    null,
    'launch config c',
    ['autoscaling:DeleteLaunchConfiguration', { launchConfigurationName: 'c' }],
  ],
  ...['ec2:CreateKeyPair', 'ec2:ImportKeyPair'].map(
    (call): Case => [
      call,
      { keyName: 'k' },
      { keyName: 'k', keyMaterial: 'not to be kept' },
      'key pair k',
      ['ec2:DeleteKeyPair', { keyName: 'k' }],
    ],
  ),
  [
    'ec2:CreateInstanceConnectEndpoint',
    { CreateInstanceConnectEndpointRequest: { SubnetId: 'subnet-1' } },
    { CreateInstanceConnectEndpointResponse: endpoint },
    'connect endpoint eice-1',
    [
      'ec2:DeleteInstanceConnectEndpoint',
      { DeleteInstanceConnectEndpointRequest: { InstanceConnectEndpointId: 'eice-1' } },
    ],
  ],
  lightsail('lightsail:CreateInstances'),
  lightsail('lightsail:CreateInstancesFromSnapshot'),
  [
    'lightsail:CreateContainerService',
    { serviceName: 's' },
    null,
    'Lightsail container s',
    ['lightsail:DeleteContainerService', { serviceName: 's' }],
  ],
  [
    'elasticmapreduce:RunJobFlow',
    { name: 'c' },
    { jobFlowId: 'j-1' },
    'EMR cluster j-1',
    ['elasticmapreduce:TerminateJobFlows', { jobFlowIds: ['j-1'] }],
  ],
  [
    'workspaces:CreateWorkspaces',
    { workspaces: [{ userName: 'u' }] },
    { failedRequests: [], pendingRequests: [{ workspaceId: 'ws-1' }] },
    'workspace ws-1',
    ['workspaces:TerminateWorkspaces', { terminateWorkspaceRequests: [{ workspaceId: 'ws-1' }] }],
  ],
  [
    'cloud9:CreateEnvironmentEC2',
    { name: 'e' },
    { environmentId: 'abc' },
    'Cloud9 environment abc',
    ['cloud9:DeleteEnvironment', { environmentId: 'abc' }],
  ],
  [
    'transfer:CreateServer',
    null,
    { serverId: 's-1' },
    'transfer server s-1',
    ['transfer:DeleteServer', { serverId: 's-1' }],
  ],
  [
    'transfer:CreateUser',
    { serverId: 's-1', userName: 'u' },
    { serverId: 's-1', userName: 'u' },
    'transfer user u of transfer server s-1',
    ['transfer:DeleteUser', { serverId: 's-1', userName: 'u' }],
  ],
  image('ec2:CreateImage'),
  image('ec2:CopyImage'),
  image('ec2:RegisterImage'),
  ['ec2:CreateSnapshot', { volumeId: 'vol-1' }, { snapshotId: 'snap-1' }, 'snapshot snap-1', deleteSnapshot],
  [
    'ec2:CopySnapshot',
    { sourceSnapshotId: 's' },
    { snapshotId: 'snap-1' },
    'snapshot snap-1',
    deleteSnapshot,
  ],
  [
    'ec2:CreateSnapshots',
    { CreateSnapshotsRequest: { InstanceSpecification: { InstanceId: 'i-1' } } },
    { CreateSnapshotsResponse: { snapshotSet: { item: { snapshotId: 'snap-1' } } } },
    'snapshot snap-1',
    deleteSnapshot,
  ],
  [
    'ec2:CreateVolume',
    { size: '10' },
    { volumeId: 'vol-1' },
    'volume vol-1',
    ['ec2:DeleteVolume', { volumeId: 'vol-1' }],
  ],
];
