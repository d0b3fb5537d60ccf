import { type Kind, patterns } from '#infra/deployed/event-patterns.ts';
import { inputTemplate, signalRules } from '#infra/deployed/signal-rules.ts';
import type { Deployment } from '#lib/platform/grants.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { arnOf } from '../services/scope.ts';
import type { Administrator } from './administrator.ts';
import { policyDocument } from './role.ts';

/** AWS Health's RISK events and all records of IAM are in this region only. */
const global = 'us-east-1';

interface NewRule {
  kind: Kind;
  bus?: string;
  target: object;
}

const putRule = async (administer: Administrator, { kind, bus = 'default', target }: NewRule) => {
  const Name = `tourniquet-${kind}`;
  const EventPattern = JSON.stringify(patterns[kind]);
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
    ruleArns.push(await putRule(administer, { kind, bus, target }));
  }
  return ruleArns;
};

/** The queue of what could not be forwarded: it must be in the region of the rule. */
const createUndelivered = (aws: EmbeddedAws, accountId: string, region: string): string => {
  const queueArn = arnOf('sqs', { accountId, region }, 'tourniquet-undelivered');
  const ruleArns = arnOf('events', { accountId, region }, 'rule/tourniquet-*');
  aws.sqs.create(queueArn, {
    MessageRetentionPeriod: '1209600',
    Policy: policyDocument([fromRules(queueArn, [ruleArns])]),
  });
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
  const places: [string, Kind[]][] = [
    [global, ['health', 'quarantine']],
    [homeRegion, accountId === homeAccount ? [] : ['guardduty']],
  ];
  for (const [region, kinds] of places) {
    if (kinds.length === 0) continue;
    const target = { Arn: busArn, DeadLetterConfig: { Arn: createUndelivered(aws, accountId, region) } };
    for (const kind of kinds) await putRule(aws.administerIn(accountId, region), { kind, target });
  }
};
