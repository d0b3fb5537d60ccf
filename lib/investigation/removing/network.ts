import { owned } from '../making/row.ts';
import { answered, asked } from '../meaning/request.ts';
import { type RemovingTable, removal } from './row.ts';

// Which rules a call revokes it tells in many ways; the answers of some years now have their ids.
const revoked = answered('revokedSecurityGroupRuleSet.items.securityGroupRuleId');

/** Which entry of a network ACL is deleted, its number alone does not tell: there are two lists of them. */
export const network: RemovingTable = {
  'ec2:RevokeSecurityGroupIngress': removal('ingress rule', revoked),
  'ec2:RevokeSecurityGroupEgress': removal('egress rule', revoked),
  'ec2:DeleteSecurityGroup': removal(
    'security group',
    answered('groupId'),
    asked('groupId'),
    asked('groupName'),
  ),
  'ec2:DeleteClientVpnEndpoint': removal('VPN endpoint', asked('clientVpnEndpointId')),
  'ec2:DeleteVpcPeeringConnection': removal('VPC peering', asked('vpcPeeringConnectionId')),
  'ec2:DeleteTrafficMirrorSession': removal('traffic mirror', asked('trafficMirrorSessionId')),
  'ec2:DeleteTrafficMirrorTarget': removal('mirror target', asked('trafficMirrorTargetId')),
  'ec2:DeleteTrafficMirrorFilter': removal('mirror filter', asked('trafficMirrorFilterId')),
  'ec2:ReleaseAddress': removal('elastic IP', asked('allocationId'), asked('publicIp')),
  'ec2:DeleteRoute': owned(
    removal(
      'route',
      asked('destinationCidrBlock'),
      asked('destinationIpv6CidrBlock'),
      asked('destinationPrefixListId'),
    ),
    'route table',
    asked('routeTableId'),
  ),
  'ec2:DeleteNetworkAcl': removal('network ACL', asked('networkAclId')),
  'ec2:DeleteVpc': removal('VPC', asked('vpcId')),
  'ec2:DeleteSubnet': removal('subnet', asked('subnetId')),
  'ec2:DeleteInternetGateway': removal('internet gateway', asked('internetGatewayId')),
  'ec2:DeleteNatGateway': removal('NAT gateway', asked('natGatewayId')),
  'ec2:DeleteRouteTable': removal('route table', asked('routeTableId')),
  'ec2:DeleteVpcEndpoints': removal('VPC endpoint', asked('vpcEndpointId')),
  'ec2:DeleteNetworkInterface': removal('network interface', asked('networkInterfaceId')),
};
