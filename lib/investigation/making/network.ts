import type { Json } from '../detail.ts';
import { answered, asked, valueAt } from '../meaning/request.ts';
import { type Making, type MakingTable, owned, thing } from './row.ts';

const ruleOf = (kind: string, type: string): Making => ({
  ...owned(
    thing(kind, type, answered('securityGroupRuleSet.items.securityGroupRuleId')),
    'security group',
    asked('groupId'),
    asked('groupName'),
    answered('securityGroupRuleSet.items.groupId'),
  ),
  goesWithOwner: true,
});
const vpc = thing('VPC', 'AWS::EC2::VPC', answered('vpc.vpcId'));
const subnet = thing('subnet', 'AWS::EC2::Subnet', answered('subnet.subnetId'));

// The number is the name of an entry.
const entryNumber = (detail: Json): string[] => {
  const number = valueAt(detail, asked('ruleNumber'));
  return number === undefined || number === null ? [] : [String(number)];
};

/** Ways into a network, and networks (EC2 in recordings of Invictus and rule tests of Panther; the rest EC2 API reference). */
export const network: MakingTable = {
  'ec2:AuthorizeSecurityGroupIngress': ruleOf('ingress rule', 'AWS::EC2::SecurityGroupIngress'),
  'ec2:AuthorizeSecurityGroupEgress': ruleOf('egress rule', 'AWS::EC2::SecurityGroupEgress'),
  'ec2:CreateSecurityGroup': thing(
    'security group',
    'AWS::EC2::SecurityGroup',
    answered('groupId'),
    asked('groupName'),
  ),
  'ec2:CreateClientVpnEndpoint': thing(
    'VPN endpoint',
    'AWS::EC2::ClientVpnEndpoint',
    answered('clientVpnEndpointId'),
  ),
  'ec2:CreateVpcPeeringConnection': thing(
    'VPC peering',
    'AWS::EC2::VPCPeeringConnection',
    answered('vpcPeeringConnection.vpcPeeringConnectionId'),
  ),
  'ec2:CreateTrafficMirrorSession': thing(
    'traffic mirror',
    'AWS::EC2::TrafficMirrorSession',
    answered('trafficMirrorSession.trafficMirrorSessionId'),
  ),
  'ec2:CreateTrafficMirrorTarget': thing(
    'mirror target',
    'AWS::EC2::TrafficMirrorTarget',
    answered('trafficMirrorTarget.trafficMirrorTargetId'),
  ),
  'ec2:CreateTrafficMirrorFilter': thing(
    'mirror filter',
    'AWS::EC2::TrafficMirrorFilter',
    answered('trafficMirrorFilter.trafficMirrorFilterId'),
  ),
  'ec2:AllocateAddress': thing('elastic IP', 'AWS::EC2::EIP', answered('allocationId'), answered('publicIp')),
  'ec2:CreateRoute': {
    ...owned(
      thing(
        'route',
        'AWS::EC2::Route',
        asked('destinationCidrBlock'),
        asked('destinationIpv6CidrBlock'),
        asked('destinationPrefixListId'),
      ),
      'route table',
      asked('routeTableId'),
    ),
    touches: true,
    goesWithOwner: true,
  },
  'ec2:CreateNetworkAclEntry': {
    ...owned(
      { kind: 'ACL entry', type: 'AWS::EC2::NetworkAclEntry', id: entryNumber },
      'network ACL',
      asked('networkAclId'),
    ),
    touches: true,
    goesWithOwner: true,
  },
  'ec2:CreateNetworkAcl': thing('network ACL', 'AWS::EC2::NetworkAcl', answered('networkAcl.networkAclId')),
  'ec2:CreateVpc': vpc,
  'ec2:CreateDefaultVpc': vpc,
  'ec2:CreateSubnet': subnet,
  'ec2:CreateDefaultSubnet': subnet,
  'ec2:CreateInternetGateway': thing(
    'internet gateway',
    'AWS::EC2::InternetGateway',
    answered('internetGateway.internetGatewayId'),
  ),
  'ec2:CreateNatGateway': thing('NAT gateway', 'AWS::EC2::NatGateway', answered('natGateway.natGatewayId')),
  'ec2:CreateRouteTable': thing('route table', 'AWS::EC2::RouteTable', answered('routeTable.routeTableId')),
  'ec2:CreateVpcEndpoint': thing(
    'VPC endpoint',
    'AWS::EC2::VPCEndpoint',
    answered('vpcEndpoint.vpcEndpointId'),
  ),
  'ec2:CreateNetworkInterface': thing(
    'network interface',
    'AWS::EC2::NetworkInterface',
    answered('networkInterface.networkInterfaceId'),
  ),
};
