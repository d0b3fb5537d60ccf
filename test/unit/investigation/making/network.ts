import type { Json } from '#lib/investigation/detail.ts';
import type { Case, Gone } from './case.ts';

/** What EC2 names in its answer and deletes by the same id. */
const simple = (call: string, answered: Json, told: string, gone: Gone): Case => [
  call,
  {},
  answered,
  told,
  gone,
];

const rule = (way: 'Ingress' | 'Egress'): Case => {
  const items = [{ groupId: 'sg-1', securityGroupRuleId: 'sgr-1' }];
  return [
    `ec2:AuthorizeSecurityGroup${way}`,
    { groupId: 'sg-1' },
    { securityGroupRuleSet: { items } },
    `${way.toLowerCase()} rule sgr-1 of security group sg-1`,
    [`ec2:RevokeSecurityGroup${way}`, { groupId: 'sg-1' }, { revokedSecurityGroupRuleSet: { items } }],
    ['ec2:DeleteSecurityGroup', { groupId: 'sg-1' }],
  ];
};
/** Newer calls are wrapped in an element of their own. */
const mirror = (what: 'Session' | 'Target' | 'Filter', told: string): Case =>
  simple(
    `ec2:CreateTrafficMirror${what}`,
    {
      [`CreateTrafficMirror${what}Response`]: {
        [`trafficMirror${what}`]: { [`trafficMirror${what}Id`]: 'tm-1' },
      },
    },
    `${told} tm-1`,
    [
      `ec2:DeleteTrafficMirror${what}`,
      { [`DeleteTrafficMirror${what}Request`]: { [`TrafficMirror${what}Id`]: 'tm-1' } },
    ],
  );
const deleteVpc: Gone = ['ec2:DeleteVpc', { vpcId: 'vpc-1' }];
const deleteSubnet: Gone = ['ec2:DeleteSubnet', { subnetId: 'subnet-1' }];
const peering = { vpcPeeringConnectionId: 'pcx-1' };
const route = { routeTableId: 'rtb-1', destinationCidrBlock: '0.0.0.0/0' };

export const network: Case[] = [
  rule('Ingress'),
  rule('Egress'),
  [
    'ec2:CreateSecurityGroup',
    { groupName: 'g' },
    { groupId: 'sg-1' },
    'security group sg-1',
    ['ec2:DeleteSecurityGroup', { groupName: 'g' }, { groupId: 'sg-1' }],
  ],
  simple(
    'ec2:CreateClientVpnEndpoint',
    { CreateClientVpnEndpointResponse: { clientVpnEndpointId: 'cvpn-1' } },
    'VPN endpoint cvpn-1',
    ['ec2:DeleteClientVpnEndpoint', { DeleteClientVpnEndpointRequest: { ClientVpnEndpointId: 'cvpn-1' } }],
  ),
  simple('ec2:CreateVpcPeeringConnection', { vpcPeeringConnection: peering }, 'VPC peering pcx-1', [
    'ec2:DeleteVpcPeeringConnection',
    peering,
  ]),
  mirror('Session', 'traffic mirror'),
  mirror('Target', 'mirror target'),
  mirror('Filter', 'mirror filter'),
  [
    'ec2:AllocateAddress',
    { domain: 'vpc' },
    { allocationId: 'eipalloc-1', publicIp: '198.51.100.1' },
    'elastic IP eipalloc-1',
    ['ec2:ReleaseAddress', { allocationId: 'eipalloc-1' }],
  ],
  [
    'ec2:CreateRoute',
    { ...route, gatewayId: 'igw-1' },
    { _return: true },
    'route 0.0.0.0/0 of route table rtb-1',
    ['ec2:DeleteRoute', route],
    ['ec2:DeleteRouteTable', { routeTableId: 'rtb-1' }],
  ],
  [
    'ec2:CreateNetworkAclEntry',
    { networkAclId: 'acl-1', ruleNumber: 100, egress: false },
    { _return: true },
    'ACL entry 100 of network ACL acl-1',
    ['ec2:DeleteNetworkAcl', { networkAclId: 'acl-1' }],
  ],
  simple('ec2:CreateNetworkAcl', { networkAcl: { networkAclId: 'acl-1' } }, 'network ACL acl-1', [
    'ec2:DeleteNetworkAcl',
    { networkAclId: 'acl-1' },
  ]),
  simple('ec2:CreateVpc', { vpc: { vpcId: 'vpc-1' } }, 'VPC vpc-1', deleteVpc),
  simple(
    'ec2:CreateDefaultVpc',
    { CreateDefaultVpcResponse: { vpc: { vpcId: 'vpc-1' } } },
    'VPC vpc-1',
    deleteVpc,
  ),
  simple('ec2:CreateSubnet', { subnet: { subnetId: 'subnet-1' } }, 'subnet subnet-1', deleteSubnet),
  simple(
    'ec2:CreateDefaultSubnet',
    { CreateDefaultSubnetResponse: { subnet: { subnetId: 'subnet-1' } } },
    'subnet subnet-1',
    deleteSubnet,
  ),
  simple(
    'ec2:CreateInternetGateway',
    { internetGateway: { internetGatewayId: 'igw-1' } },
    'internet gateway igw-1',
    ['ec2:DeleteInternetGateway', { internetGatewayId: 'igw-1' }],
  ),
  simple(
    'ec2:CreateNatGateway',
    { CreateNatGatewayResponse: { natGateway: { natGatewayId: 'nat-1' } } },
    'NAT gateway nat-1',
    ['ec2:DeleteNatGateway', { DeleteNatGatewayRequest: { NatGatewayId: 'nat-1' } }],
  ),
  simple('ec2:CreateRouteTable', { routeTable: { routeTableId: 'rtb-1' } }, 'route table rtb-1', [
    'ec2:DeleteRouteTable',
    { routeTableId: 'rtb-1' },
  ]),
  simple(
    'ec2:CreateVpcEndpoint',
    { CreateVpcEndpointResponse: { vpcEndpoint: { vpcEndpointId: 'vpce-1' } } },
    'VPC endpoint vpce-1',
    [
      'ec2:DeleteVpcEndpoints',
      { DeleteVpcEndpointsRequest: { VpcEndpointId: { tag: 1, content: 'vpce-1' } } },
    ],
  ),
  simple(
    'ec2:CreateNetworkInterface',
    { networkInterface: { networkInterfaceId: 'eni-1' } },
    'network interface eni-1',
    ['ec2:DeleteNetworkInterface', { networkInterfaceId: 'eni-1' }],
  ),
];
