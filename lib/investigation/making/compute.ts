import { answered, asked } from '../meaning/request.ts';
import { type MakingTable, owned, thing } from './row.ts';

const image = thing('image', null, answered('imageId'));
const snapshot = thing('snapshot', null, answered('snapshotId'));
const keyPair = thing('key pair', 'AWS::EC2::KeyPair', answered('keyName'), asked('keyName'));
const lightsailInstance = thing('Lightsail instance', 'AWS::Lightsail::Instance', asked('instanceNames'));

/**
 * Machines, what starts them and what they are made of (EC2 in recordings of Invictus and rule tests of Panther, EMR in
 * its management guide; the rest API references). CloudFormation makes no images and no snapshots.
 */
export const compute: MakingTable = {
  'ec2:RunInstances': thing('instance', 'AWS::EC2::Instance', answered('instancesSet.items.instanceId')),
  'autoscaling:CreateAutoScalingGroup': thing(
    'scaling group',
    'AWS::AutoScaling::AutoScalingGroup',
    asked('autoScalingGroupName'),
  ),
  'ec2:CreateFleet': thing('fleet', 'AWS::EC2::EC2Fleet', answered('fleetId')),
  'ec2:RequestSpotFleet': thing('spot fleet', 'AWS::EC2::SpotFleet', answered('spotFleetRequestId')),
  'ec2:RequestSpotInstances': thing(
    'spot request',
    null,
    answered('spotInstanceRequestSet.items.spotInstanceRequestId'),
  ),
  'ec2:CreateLaunchTemplate': thing(
    'launch template',
    'AWS::EC2::LaunchTemplate',
    answered('launchTemplate.launchTemplateId'),
    asked('launchTemplateName'),
  ),
  'autoscaling:CreateLaunchConfiguration': thing(
    'launch config',
    'AWS::AutoScaling::LaunchConfiguration',
    asked('launchConfigurationName'),
  ),
  'ec2:CreateKeyPair': keyPair,
  'ec2:ImportKeyPair': keyPair,
  'ec2:CreateInstanceConnectEndpoint': thing(
    'connect endpoint',
    'AWS::EC2::InstanceConnectEndpoint',
    answered('instanceConnectEndpoint.instanceConnectEndpointId'),
  ),
  'lightsail:CreateInstances': lightsailInstance,
  'lightsail:CreateInstancesFromSnapshot': lightsailInstance,
  'lightsail:CreateContainerService': thing(
    'Lightsail container',
    'AWS::Lightsail::Container',
    asked('serviceName'),
  ),
  'elasticmapreduce:RunJobFlow': thing('EMR cluster', 'AWS::EMR::Cluster', answered('jobFlowId')),
  'workspaces:CreateWorkspaces': thing(
    'workspace',
    'AWS::WorkSpaces::Workspace',
    answered('pendingRequests.workspaceId'),
  ),
  'cloud9:CreateEnvironmentEC2': thing(
    'Cloud9 environment',
    'AWS::Cloud9::EnvironmentEC2',
    answered('environmentId'),
    asked('name'),
  ),
  'transfer:CreateServer': thing('transfer server', 'AWS::Transfer::Server', answered('serverId')),
  'transfer:CreateUser': owned(
    thing('transfer user', 'AWS::Transfer::User', answered('userName'), asked('userName')),
    'transfer server',
    asked('serverId'),
  ),
  'ec2:CreateImage': image,
  'ec2:CopyImage': image,
  'ec2:RegisterImage': image,
  'ec2:CreateSnapshot': snapshot,
  'ec2:CopySnapshot': snapshot,
  'ec2:CreateSnapshots': thing('snapshot', null, answered('snapshotSet.items.snapshotId')),
  'ec2:CreateVolume': thing('volume', 'AWS::EC2::Volume', answered('volumeId')),
};
