import { patterns } from '#infra/deployed/event-patterns.ts';
import {
  doctorKeepsSeconds,
  doctorName,
  doctorPattern,
  forwardingPattern,
  forwardingPlaces,
  undeliveredName,
} from '#infra/deployed/forwarding.ts';
import { busName } from '#infra/deployed/names.ts';
import { inputTemplate, signalRules } from '#infra/deployed/signal-rules.ts';
import type { Deployment } from '#lib/platform/grants.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { arnOf } from '../services/scope.ts';
import type { Administrator } from './administrator.ts';
import { policyDocument } from './role.ts';

interface NewRule {
  name: string;
  pattern: object;
  bus?: string;
  target: object;
}

const putRule = async (
  administer: Administrator,
  { name: Name, pattern, bus = 'default', target }: NewRule,
) => {
  const EventPattern = JSON.stringify(pattern);
  const { RuleArn } = await administer('events', 'PutRule', { Name, EventBusName: bus, EventPattern });
  const Targets = [{ Id: 'signals', ...target }];
  await administer('events', 'PutTargets', { Rule: Name, EventBusName: bus, Targets });
  return String(RuleArn);
};

/**
 * The rules that feed the queue. Each stamps its kind beside the event, so that no event can claim another one.
 * @returns their ARNs
 */
export const createSignalRules = async (
  { administer }: EmbeddedAws,
  { signalsQueueArn, deadLettersQueueArn }: Deployment,
): Promise<string[]> => {
  const ruleArns: string[] = [];
  for (const { kind, bus } of signalRules) {
    const target = {
      Arn: signalsQueueArn,
      InputTransformer: { InputTemplate: inputTemplate(kind) },
      DeadLetterConfig: { Arn: deadLettersQueueArn },
    };
    const name = `tourniquet-${kind}`;
    ruleArns.push(await putRule(administer, { name, pattern: patterns[kind], bus, target }));
  }
  return ruleArns;
};

/** Where the tests of `tourniquet doctor` arrive: a queue that no function is fed from. */
export const createDoctorQueue = async ({ administer, sqs, home }: EmbeddedAws): Promise<void> => {
  const queueArn = arnOf('sqs', home, doctorName);
  sqs.create(queueArn, { MessageRetentionPeriod: String(doctorKeepsSeconds) });
  const rule = { name: doctorName, pattern: doctorPattern, bus: busName, target: { Arn: queueArn } };
  const Policy = policyDocument([fromRules(queueArn, [await putRule(administer, rule)])]);
  await administer('sqs', 'SetQueueAttributes', { QueueUrl: sqs.queueUrl(queueArn), Attributes: { Policy } });
};

/** The queue of what could not be forwarded: it must be in the region of the rule. */
const createUndelivered = (aws: EmbeddedAws, accountId: string, region: string): string => {
  const queueArn = arnOf('sqs', { accountId, region }, undeliveredName);
  const ruleArns = arnOf('events', { accountId, region }, 'rule/tourniquet-*');
  aws.sqs.create(queueArn, {
    MessageRetentionPeriod: '1209600',
    Policy: policyDocument([fromRules(queueArn, [ruleArns])]),
  });
  // Of the alarm on it.
  aws.sns.create(arnOf('sns', { accountId, region }, undeliveredName));
  return queueArn;
};

/** Lets rules send to a queue. */
export const fromRules = (queueArn: string, ruleArns: string[]) => ({
  Sid: 'OurRules',
  Effect: 'Allow' as const,
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: queueArn,
  Condition: { ArnLike: { 'aws:SourceArn': ruleArns } },
});

/**
 * The rules that forward an account's events to our bus: what is only in us-east-1, and for a member what is in the
 * home region.
 */
export const createForwarding = async (
  aws: EmbeddedAws,
  { busArn, accountId: homeAccount, region: homeRegion }: Deployment,
  accountId: string,
): Promise<void> => {
  const account = accountId === homeAccount ? 'home' : 'member';
  for (const { region, kinds } of forwardingPlaces(account, homeRegion, [])) {
    const target = { Arn: busArn, DeadLetterConfig: { Arn: createUndelivered(aws, accountId, region) } };
    const administer = aws.administerIn(accountId, region);
    for (const kind of kinds)
      await putRule(administer, { name: `tourniquet-${kind}`, pattern: forwardingPattern(kind), target });
  }
};
