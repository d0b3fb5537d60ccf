import type { Json } from '../../detail.ts';
import { asked, askedFor } from '../request.ts';
import type { Touching } from './command.ts';

const trail = [asked('name')];
const detector = [asked('detectorId')];
const recorders: Touching = {
  kind: 'recorder of AWS Config',
  id: [asked('configurationRecorderName')],
  review: 'aws configservice describe-configuration-recorder-status --region {region}',
};
const flowLogs = 'DeleteFlowLogsRequest.FlowLogId';
const webAcl = [asked('resourceArn')];

/** What a detector was told to do: an update may as well only change how often it reports. */
const switchesOff = (detail: Json): boolean => askedFor(detail)['enable'] === false;

/** Logs and watchers that were there to see the thief. What is deleted has to be built again: no command does that. */
export const defenses: Readonly<Record<string, Touching>> = {
  'cloudtrail:StopLogging': {
    kind: 'trail',
    id: trail,
    review: 'aws cloudtrail get-trail-status --region {region} --name {id}',
    revert: 'aws cloudtrail start-logging --region {region} --name {id}',
  },
  'cloudtrail:DeleteTrail': {
    kind: 'trail',
    id: trail,
    review: 'aws cloudtrail describe-trails --region {region}',
  },
  'cloudtrail:UpdateTrail': {
    kind: 'trail',
    id: trail,
    review: 'aws cloudtrail get-trail --region {region} --name {id}',
  },
  'cloudtrail:PutEventSelectors': {
    kind: 'event selectors of a trail',
    id: [asked('trailName')],
    review: 'aws cloudtrail get-event-selectors --region {region} --trail-name {id}',
  },
  'cloudtrail:PutInsightSelectors': {
    kind: 'insight selectors of a trail',
    id: [asked('trailName')],
    review: 'aws cloudtrail get-insight-selectors --region {region} --trail-name {id}',
  },
  'cloudtrail:DeleteEventDataStore': {
    kind: 'event data store',
    id: [asked('eventDataStore')],
    review: 'aws cloudtrail list-event-data-stores --region {region}',
    revert: 'aws cloudtrail restore-event-data-store --region {region} --event-data-store {id}',
  },
  'guardduty:UpdateDetector': {
    kind: 'GuardDuty detector',
    id: detector,
    review: 'aws guardduty get-detector --region {region} --detector-id {id}',
    revert: (detail) =>
      switchesOff(detail)
        ? 'aws guardduty update-detector --region {region} --detector-id {id} --enable'
        : null,
  },
  'guardduty:DeleteDetector': {
    kind: 'GuardDuty detector',
    id: detector,
    review: 'aws guardduty list-detectors --region {region}',
  },
  'securityhub:DisableSecurityHub': {
    kind: 'Security Hub',
    id: ['awsRegion'],
    review: 'aws securityhub describe-hub --region {region}',
    revert: 'aws securityhub enable-security-hub --region {region}',
  },
  'config:StopConfigurationRecorder': {
    ...recorders,
    revert:
      'aws configservice start-configuration-recorder --region {region} --configuration-recorder-name {id}',
  },
  'config:DeleteConfigurationRecorder': recorders,
  'config:DeleteDeliveryChannel': {
    kind: 'delivery channel of AWS Config',
    id: [asked('deliveryChannelName')],
    review: 'aws configservice describe-delivery-channels --region {region}',
  },
  'config:DeleteConfigRule': {
    kind: 'rule of AWS Config',
    id: [asked('configRuleName')],
    review: 'aws configservice describe-config-rules --region {region}',
  },
  'ec2:DeleteFlowLogs': {
    kind: 'VPC flow logs',
    id: [asked(`${flowLogs}.content`), asked(flowLogs)],
    review: 'aws ec2 describe-flow-logs --region {region}',
  },
  'ec2:DisableEbsEncryptionByDefault': {
    kind: 'encryption of new disks',
    id: ['awsRegion'],
    review: 'aws ec2 get-ebs-encryption-by-default --region {region}',
    revert: 'aws ec2 enable-ebs-encryption-by-default --region {region}',
  },
  'route53resolver:DeleteResolverQueryLogConfig': {
    kind: 'DNS query log',
    id: [asked('resolverQueryLogConfigId')],
    review: 'aws route53resolver list-resolver-query-log-configs --region {region}',
  },
  'logs:DeleteLogGroup': {
    kind: 'log group',
    id: [asked('logGroupName')],
    review: 'aws logs describe-log-groups --region {region}',
  },
  'logs:PutRetentionPolicy': {
    kind: 'retention of a log group',
    id: [asked('logGroupName')],
    review: 'aws logs describe-log-groups --region {region}',
  },
  'monitoring:DisableAlarmActions': {
    kind: 'actions of alarms',
    id: [asked('alarmNames')],
    with: { alarms: asked('alarmNames') },
    review: 'aws cloudwatch describe-alarms --region {region} --alarm-names {alarms}',
    revert: 'aws cloudwatch enable-alarm-actions --region {region} --alarm-names {alarms}',
  },
  'wafv2:DisassociateWebACL': {
    kind: 'web ACL of a resource',
    id: webAcl,
    review: 'aws wafv2 get-web-acl-for-resource --region {region} --resource-arn {id}',
  },
  'bedrock:DeleteModelInvocationLoggingConfiguration': {
    kind: 'log of model invocations',
    id: ['awsRegion'],
    review: 'aws bedrock get-model-invocation-logging-configuration --region {region}',
  },
  'bedrock:DeleteGuardrail': {
    kind: 'guardrail',
    id: [asked('guardrailIdentifier')],
    review: 'aws bedrock list-guardrails --region {region}',
  },
};
