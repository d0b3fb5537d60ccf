import { plainReference } from '#lib/platform/shell-safe.ts';
import type { Json } from '../../detail.ts';
import { answered, asked, askedFor } from '../request.ts';
import { resourceId, type Touching } from './command.ts';

const fn = [asked('functionName')];
const functionUrl: Touching = {
  kind: 'address of a function',
  id: fn,
  review: 'aws lambda get-function-url-config --region {region} --function-name {id}',
};
const groupPaths = [asked('groupId'), answered('securityGroupRuleSet.items.groupId')];
const rulesOfGroup: NonNullable<Touching['with']> = {
  group: { at: groupPaths, shape: resourceId },
  rules: { at: [answered('securityGroupRuleSet.items.securityGroupRuleId')], shape: resourceId },
};
const bus: NonNullable<Touching['with']> = {
  bus: { at: [asked('eventBusName')], shape: plainReference, otherwise: 'default' },
};
// EC2's newer calls wrap what was asked and answered in an element of their own.
const instanceOfProfile = [asked('AssociateIamInstanceProfileRequest.InstanceId'), asked('instanceId')];
const associationId = 'iamInstanceProfileAssociation.associationId';
const groupOfRules = [asked('ModifySecurityGroupRulesRequest.GroupId'), asked('groupId')];

const changesUserData = (detail: Json): boolean =>
  askedFor(detail)['userData'] !== undefined || askedFor(detail)['attribute'] === 'userData';

/** Functions, instances and what lets others reach or start them. */
export const compute: Readonly<Record<string, Touching>> = {
  'lambda:UpdateFunctionCode': {
    kind: 'code of a function',
    id: fn,
    review: 'aws lambda get-function --region {region} --function-name {id}',
  },
  'lambda:UpdateFunctionConfiguration': {
    kind: 'settings of a function',
    id: fn,
    review: 'aws lambda get-function-configuration --region {region} --function-name {id}',
  },
  'lambda:AddPermission': {
    kind: 'function policy',
    id: fn,
    with: { statement: asked('statementId') },
    review: 'aws lambda get-policy --region {region} --function-name {id}',
    // Of one version or alias: another policy stands there.
    revert: (detail) =>
      askedFor(detail)['qualifier'] === undefined
        ? 'aws lambda remove-permission --region {region} --function-name {id} --statement-id {statement}'
        : null,
  },
  'lambda:CreateFunctionUrlConfig': {
    ...functionUrl,
    revert: (detail) =>
      askedFor(detail)['qualifier'] === undefined
        ? 'aws lambda delete-function-url-config --region {region} --function-name {id}'
        : null,
  },
  'lambda:UpdateFunctionUrlConfig': functionUrl,
  'ec2:AuthorizeSecurityGroupIngress': {
    kind: 'security group',
    id: [...groupPaths, asked('groupName')],
    with: rulesOfGroup,
    review: 'aws ec2 describe-security-group-rules --region {region} --filters Name=group-id,Values={group}',
    revert:
      'aws ec2 revoke-security-group-ingress --region {region} --group-id {group} --security-group-rule-ids {rules}',
  },
  'ec2:AuthorizeSecurityGroupEgress': {
    kind: 'security group',
    id: groupPaths,
    with: rulesOfGroup,
    review: 'aws ec2 describe-security-group-rules --region {region} --filters Name=group-id,Values={group}',
    revert:
      'aws ec2 revoke-security-group-egress --region {region} --group-id {group} --security-group-rule-ids {rules}',
  },
  'ec2:ModifySecurityGroupRules': {
    kind: 'security group',
    id: groupOfRules,
    with: { group: { at: groupOfRules, shape: resourceId } },
    review: 'aws ec2 describe-security-group-rules --region {region} --filters Name=group-id,Values={group}',
  },
  'ec2:AssociateIamInstanceProfile': {
    kind: 'role of an instance',
    id: instanceOfProfile,
    with: {
      instance: { at: instanceOfProfile, shape: resourceId },
      association: {
        at: [answered(`AssociateIamInstanceProfileResponse.${associationId}`), answered(associationId)],
        shape: resourceId,
      },
    },
    review:
      'aws ec2 describe-iam-instance-profile-associations --region {region} --filters Name=instance-id,Values={instance}',
    revert: 'aws ec2 disassociate-iam-instance-profile --region {region} --association-id {association}',
  },
  'ec2:ReplaceIamInstanceProfileAssociation': {
    kind: 'role of an instance',
    id: [asked('ReplaceIamInstanceProfileAssociationRequest.AssociationId')],
    review: 'aws ec2 describe-iam-instance-profile-associations --region {region} --association-ids {id}',
  },
  'ec2:ModifyInstanceAttribute': {
    kind: 'start script of an instance',
    id: [asked('instanceId')],
    when: changesUserData,
    review: 'aws ec2 describe-instance-attribute --region {region} --instance-id {id} --attribute userData',
  },
  'ec2:EnableSerialConsoleAccess': {
    kind: 'serial console',
    id: ['awsRegion'],
    review: 'aws ec2 get-serial-console-access-status --region {region}',
    revert: 'aws ec2 disable-serial-console-access --region {region}',
  },
  'ec2:CreateNetworkAclEntry': {
    kind: 'network ACL',
    id: [asked('networkAclId')],
    review: 'aws ec2 describe-network-acls --region {region} --network-acl-ids {id}',
  },
  'ec2:CreateRoute': {
    kind: 'route table',
    id: [asked('routeTableId')],
    review: 'aws ec2 describe-route-tables --region {region} --route-table-ids {id}',
  },
  'ssm:SendCommand': {
    kind: 'SSM command',
    id: [answered('command.commandId')],
    review: 'aws ssm list-command-invocations --region {region} --command-id {id} --details',
  },
  'ssm:ModifyDocumentPermission': {
    kind: 'shared document',
    id: [asked('name')],
    review: 'aws ssm describe-document-permission --region {region} --name {id} --permission-type Share',
  },
  'events:PutRule': {
    kind: 'event rule',
    id: [asked('name')],
    with: bus,
    review: 'aws events describe-rule --region {region} --event-bus-name {bus} --name {id}',
  },
  'events:PutTargets': {
    kind: 'targets of an event rule',
    id: [asked('rule')],
    with: bus,
    review: 'aws events list-targets-by-rule --region {region} --event-bus-name {bus} --rule {id}',
  },
  'events:DisableRule': {
    kind: 'event rule',
    id: [asked('name')],
    with: bus,
    review: 'aws events describe-rule --region {region} --event-bus-name {bus} --name {id}',
    revert: 'aws events enable-rule --region {region} --event-bus-name {bus} --name {id}',
  },
  'route53:ChangeResourceRecordSets': {
    kind: 'DNS zone',
    id: [asked('hostedZoneId')],
    endsInName: true,
    review: 'aws route53 list-resource-record-sets --hosted-zone-id {id}',
  },
  'eks:CreateAccessEntry': {
    kind: 'access to a cluster',
    id: [asked('name')],
    with: { principal: asked('principalArn') },
    review: 'aws eks list-access-entries --region {region} --cluster-name {id}',
    revert: 'aws eks delete-access-entry --region {region} --cluster-name {id} --principal-arn {principal}',
  },
  'eks:AssociateAccessPolicy': {
    kind: 'access to a cluster',
    id: [asked('name')],
    review: 'aws eks list-access-entries --region {region} --cluster-name {id}',
  },
  'codebuild:UpdateProjectVisibility': {
    kind: 'visibility of a build project',
    id: [asked('projectArn')],
    endsInName: true,
    review: 'aws codebuild batch-get-projects --region {region} --names {id}',
  },
};
