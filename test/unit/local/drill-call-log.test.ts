import { describe, expect, it } from 'vitest';
import { callLog, timesInWords } from '#infra/local/drill/call-log.ts';

/** The calls of a function in order, as the drill shows them, without their times. */
const shown = (calls: readonly (readonly [name: string, call: string])[], short = false): string[] => {
  const lines: string[] = [];
  const log = callLog((line) => lines.push(line), short);
  for (const [name, call] of calls) log.told(`tourniquet-${name}`, call);
  log.flush();
  return lines.map((line) => line.replace(/^ {2}\+\d+\.\d{3} s {2}/, '').replaceAll(/ {2,}/g, ' | '));
};

const byContain = (...calls: string[]) => calls.map((call) => ['contain', call] as const);
const refused = 'dynamodb:UpdateItem failed: ConditionalCheckFailedException';

const containment = byContain(
  'iam:GetAccessKeyLastUsed',
  'dynamodb:UpdateItem',
  'iam:GetUser',
  'dynamodb:UpdateItem',
  'dynamodb:UpdateItem',
  'iam:UpdateAccessKey',
  'iam:AttachUserPolicy',
  'iam:GetUser',
  'dynamodb:UpdateItem',
);

describe('the log of the calls', () => {
  it('tells what each call is for, which changes once the account was changed', () => {
    expect(shown(containment)).toEqual([
      'contain | iam:GetAccessKeyLastUsed | whose key is it?',
      'contain | dynamodb:UpdateItem | claims the incident',
      'contain | iam:GetUser | what stands on the user',
      'contain | dynamodb:UpdateItem | 2 times, records what stood before; the brake counts it',
      'contain | iam:UpdateAccessKey | THE KEY IS OFF',
      'contain | iam:AttachUserPolicy | THE USER IS DENIED',
      'contain | iam:GetUser | read back: what stands now',
      'contain | dynamodb:UpdateItem | records what was read back',
    ]);
  });

  it('does not call the claim and what is recorded after it the same, though both write', () => {
    expect(shown(byContain('dynamodb:UpdateItem', 'dynamodb:UpdateItem'))).toEqual([
      'contain | dynamodb:UpdateItem | claims the incident',
      'contain | dynamodb:UpdateItem | records what stood before; the brake counts it',
    ]);
  });

  it('shows a condition that is not met as the question that it answers, and no failure', () => {
    const looking = byContain('dynamodb:GetItem', refused, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    expect(shown(looking)).toEqual([
      'contain | dynamodb, 3 calls | is it known already, or dismissed?',
      'contain | dynamodb:UpdateItem | claims the incident',
    ]);
  });

  it('shows a change that failed as one that failed, and counts no time for it', () => {
    const lines: string[] = [];
    const log = callLog((line) => lines.push(line));
    log.told('tourniquet-contain', 'iam:UpdateAccessKey failed: AccessDenied');
    log.told('tourniquet-contain', 'iam:AttachUserPolicy');
    log.flush();
    expect(lines[0]).toContain('iam:UpdateAccessKey failed: AccessDenied');
    expect(lines.join('\n')).not.toContain('THE KEY IS OFF');
    expect(Object.keys(log.times())).toEqual(['user denied']);
  });

  it('in short tells whose key it is, what was changed, also in vain, and that it was recorded', () => {
    expect(shown(containment, true)).toEqual([
      'contain | iam:GetAccessKeyLastUsed | whose key is it?',
      'contain | iam:UpdateAccessKey | THE KEY IS OFF',
      'contain | iam:AttachUserPolicy | THE USER IS DENIED',
      'contain | dynamodb:UpdateItem | records what was read back',
    ]);
    expect(shown(byContain('iam:AttachUserPolicy failed: AccessDenied'), true)).toEqual([
      'contain | iam:AttachUserPolicy failed: AccessDenied',
    ]);
  });

  it('counts what is noted in the table once the containment is recorded, whoever notes it', () => {
    const later = [
      ['contain', 'sns:Publish'],
      ['contain', 'dynamodb:GetItem'],
      ['investigate', 'dynamodb:UpdateItem'],
    ] as const;
    expect(shown([...containment, ...later]).slice(-2)).toEqual([
      'contain | sns:Publish | the first mail',
      'both | dynamodb, 2 calls | notes what was done, so that it is done once',
    ]);
  });
});

describe('the times in words', () => {
  it('are those that were measured, and nothing where nothing was', () => {
    expect(timesInWords({ 'user denied': 1.234, 'read back': 2 })).toBe(
      'From the report to user denied 1.23 s, read back 2.00 s.',
    );
    expect(timesInWords({})).toBeUndefined();
  });
});
