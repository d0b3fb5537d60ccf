import type { Json } from '../detail.ts';
import { owned } from '../making/row.ts';
import { answered, asked, valueAt } from '../meaning/request.ts';
import { type RemovingTable, removal, removalByEnd } from './row.ts';

// Of one version or alias alone.
const whole = (detail: Json): boolean => valueAt(detail, asked('qualifier')) === undefined;

const name = asked('functionName');

/**
 * Machines and functions. What a spot request or a fleet started may go on without it. Which version of a layer is
 * deleted is told by a number, and no ARN.
 */
export const compute: RemovingTable = {
  'lambda:DeleteFunction': { ...removalByEnd('function', name), when: whole },
  'lambda:DeleteFunctionUrlConfig': { ...removalByEnd('function URL', name), when: whole },
  'lambda:RemovePermission': owned(removal('function permission', asked('statementId')), 'function', name),
  'lambda:DeleteEventSourceMapping': removal('event source', asked('uUID')),
  'ec2:TerminateInstances': removal('instance', asked('instancesSet.items.instanceId')),
  'autoscaling:DeleteAutoScalingGroup': removal('scaling group', asked('autoScalingGroupName')),
  'ec2:DeleteFleets': removal('fleet', answered('successfulFleetDeletionSet.items.fleetId')),
  'ec2:CancelSpotFleetRequests': removal(
    'spot fleet',
    answered('successfulFleetRequestSet.items.spotFleetRequestId'),
  ),
  'ec2:CancelSpotInstanceRequests': removal(
    'spot request',
    answered('spotInstanceRequestSet.items.spotInstanceRequestId'),
  ),
  'ec2:DeleteLaunchTemplate': removal(
    'launch template',
    answered('launchTemplate.launchTemplateId'),
    asked('launchTemplateId'),
  ),
  'autoscaling:DeleteLaunchConfiguration': removal('launch config', asked('launchConfigurationName')),
  'ec2:DeleteKeyPair': removal('key pair', asked('keyName')),
  'ec2:DeleteInstanceConnectEndpoint': removal('connect endpoint', asked('instanceConnectEndpointId')),
  'lightsail:DeleteInstance': removal('Lightsail instance', asked('instanceName')),
  'lightsail:DeleteContainerService': removal('Lightsail container', asked('serviceName')),
  'elasticmapreduce:TerminateJobFlows': removal('EMR cluster', asked('jobFlowIds')),
  'workspaces:TerminateWorkspaces': removal('workspace', asked('terminateWorkspaceRequests.workspaceId')),
  'cloud9:DeleteEnvironment': removal('Cloud9 environment', asked('environmentId')),
  'transfer:DeleteServer': removal('transfer server', asked('serverId')),
  'transfer:DeleteUser': owned(
    removal('transfer user', asked('userName')),
    'transfer server',
    asked('serverId'),
  ),
  'ec2:DeregisterImage': removal('image', asked('imageId')),
  'ec2:DeleteSnapshot': removal('snapshot', asked('snapshotId')),
  'ec2:DeleteVolume': removal('volume', asked('volumeId')),
};
