import { AwsError, type PolicyStatement, type Shape } from '../../contract.ts';
import { arnOf, type Scope } from '../scope.ts';
import { type EventPattern, faultOf } from './pattern.ts';
import { parseRate } from './schedule.ts';

export interface Target {
  Id: string;
  Arn: string;
  /** The role with which an event is put on another bus. */
  RoleArn?: string;
  /** Constant JSON that is sent instead of the event. */
  Input?: string;
  /** The part of the event that is sent instead of it. */
  InputPath?: string;
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string };
  /** The queue for events that the target did not take. */
  DeadLetterConfig?: { Arn?: string };
}

export interface Rule {
  arn: string;
  name: string;
  busName: string;
  description: string | undefined;
  enabled: boolean;
  patternText: string | undefined;
  pattern: EventPattern | undefined;
  schedule: string | undefined;
  /** Milliseconds between two times of its schedule. */
  every: number | undefined;
  targets: Map<string, Target>;
}

export interface Bus {
  name: string;
  arn: string;
  rules: Map<string, Rule>;
  /** Its policy: which others may put events on it. */
  statements: PolicyStatement[];
}

export const newBus = (name: string, scope: Scope): Bus => ({
  name,
  arn: arnOf('events', scope, `event-bus/${name}`),
  rules: new Map(),
  statements: [],
});

/** The default bus has no name in its rules' ARNs. */
export const ruleArn = (scope: Scope, busName: string, name: string): string =>
  arnOf('events', scope, busName === 'default' ? `rule/${name}` : `rule/${busName}/${name}`);

/** Makes or replaces a rule; targets stay. @throws AwsError InvalidEventPatternException, ValidationException */
export function putRule(bus: Bus, scope: Scope, input: Shape): Rule {
  if (!input.EventPattern && !input.ScheduleExpression)
    throw new AwsError(
      'ValidationException',
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    );
  if (input.ScheduleExpression && bus.name !== 'default')
    throw new AwsError(
      'ValidationException',
      'ScheduleExpression is supported only on the default event bus.',
    );
  const rule: Rule = {
    arn: ruleArn(scope, bus.name, input.Name),
    name: input.Name,
    busName: bus.name,
    description: input.Description,
    enabled: input.State !== 'DISABLED',
    patternText: input.EventPattern,
    pattern: input.EventPattern ? parsePattern(input.EventPattern) : undefined,
    schedule: input.ScheduleExpression,
    every: input.ScheduleExpression ? parseRate(input.ScheduleExpression) : undefined,
    targets: bus.rules.get(input.Name)?.targets ?? new Map(),
  };
  bus.rules.set(rule.name, rule);
  return rule;
}

function parsePattern(textOfPattern: string): EventPattern {
  const refused = (why: string): AwsError =>
    new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${why}`);
  let pattern: EventPattern;
  try {
    pattern = JSON.parse(textOfPattern);
  } catch (cause) {
    throw refused(String(cause));
  }
  const fault = faultOf(pattern);
  if (fault) throw refused(fault);
  return pattern;
}

/** @throws AwsError ResourceNotFoundException */
export function ruleOf(bus: Bus, name: string): Rule {
  const rule = bus.rules.get(name);
  if (rule) return rule;
  throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus.name}.`);
}

/** @throws AwsError ValidationException while the rule still has targets. A missing rule is no error. */
export function deleteRule(bus: Bus, name: string): void {
  if ((bus.rules.get(name)?.targets.size ?? 0) > 0)
    throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
  bus.rules.delete(name);
}

export const listedRule = (rule: Rule): Shape => ({
  Name: rule.name,
  Arn: rule.arn,
  EventPattern: rule.patternText,
  ScheduleExpression: rule.schedule,
  Description: rule.description,
  State: rule.enabled ? 'ENABLED' : 'DISABLED',
  EventBusName: rule.busName,
});
