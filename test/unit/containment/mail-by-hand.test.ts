import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isDenyOf } from '#lib/containment/deny-document.ts';
import { incidentMail } from '#lib/containment/mail.ts';
import { denySessionPolicy } from '#lib/credential/owner.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { readManualRequest } from '#lib/signal/manual.ts';
import { accountId, signal } from './fake-account.ts';
import { step } from './incidents.ts';
import { type Kind, key, kinds, ofKind, ofSession, roleId, sessionKey } from './mail-incidents.ts';

const ways = {
  restoreFunction: 'tourniquet-restore',
  containFunction: 'tourniquet-contain',
  region: 'eu-west-1',
};
const bodyOf = (kind: Kind, over: Partial<Incident> = {}) => incidentMail(ofKind(kind, over), ways).body;
const commandIn = (body: string, beginning: string): string =>
  body.split('\n').find((line) => line.startsWith(`  ${beginning}`)) ?? `nothing begins with ${beginning}`;

/** The words that a program called `aws` would get. */
const wordsOf = (line: string): string[] => {
  const script = `aws() { for word; do printf '%s\\0' "$word"; done; }; ${line}`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
};
const wordAfter = (option: string, words: string[]): string => words[words.indexOf(option) + 1] ?? '';

describe('the command that denies a session', () => {
  it.each([
    ['a session that could not be denied', 'build'],
    ['our own role', 'contain'],
    ['a whole role', null],
  ] as const)('writes what Tourniquet itself would, up to now: %s', (kind, name) => {
    const words = wordsOf(
      commandIn(
        bodyOf(
          kind,
          kind === 'a whole role' ? { status: 'not-contained', steps: [step('deny-session', 'failed')] } : {},
        ),
        'aws iam put-role-policy',
      ),
    );
    expect(wordAfter('--role-name', words)).toBe('web');
    expect(wordAfter('--policy-name', words)).toBe(denySessionPolicy(sessionKey));
    const policy = JSON.parse(wordAfter('--policy-document', words));
    expect(isDenyOf(policy, roleId, name)).toBe(true);
    const moment = policy.Statement[0].Condition.DateLessThan['aws:TokenIssueTime'];
    expect(moment).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('leaves to the reader what would not survive a shell', () => {
    const principal = { kind: 'role', name: "web'; reboot", arn: 'arn:aws:iam::1:role/x', id: '$(reboot)' };
    const body = bodyOf('a session that could not be denied', {
      principal,
      signals: [ofSession('a b')],
      session: { name: 'a b', issuedBefore: '' },
    });
    const command = commandIn(body, 'aws iam put-role-policy');
    expect(command).toContain('--role-name ROLE ');
    expect(command).toContain('"aws:userid":"ROLE_ID:SESSION"');
    expect(body).toContain('ROLE_ID is what this prints');
  });
});

describe('a way that no API has', () => {
  it('of a root key is deletion through sts:AssumeRoot, or by its root user in the management account', () => {
    const body = bodyOf('a root key');
    expect(body).toContain(
      `  aws sts assume-root --region eu-west-1 --target-principal ${accountId} --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials\n`,
    );
    expect(body).toContain(`  aws iam delete-access-key --access-key-id ${key}\n`);
    expect(body).toContain(
      `If ${accountId} is the management account, no SCP binds it: sign in as its root user`,
    );
  });

  it('of a root session is never the deletion of a key with its id', () => {
    expect(bodyOf('a root session')).toContain('aws iam delete-access-key --access-key-id KEY\n');
    expect(bodyOf('a root session')).toContain('Only the SCP stops the session itself');
  });

  it('of a service-linked role is in the service that owns it, and no SCP', () => {
    expect(bodyOf('a service-linked role')).toContain(
      `By hand, in autoscaling.amazonaws.com, account ${accountId}: no policy and no SCP stops such a role.`,
    );
  });

  it('of Identity Center names the user, the permission set and the account', () => {
    const body = bodyOf('a role of Identity Center');
    for (const fact of [
      'jane@example.com',
      'permission set AdministratorAccess',
      accountId,
      'identitystore:UserId',
    ])
      expect(body.slice(body.indexOf('By hand'))).toContain(fact);
  });

  it('of a service-specific credential is to switch it off under its user', () => {
    expect(bodyOf('a service-specific credential')).toContain(
      'update-service-specific-credential --user-name USER --service-specific-credential-id ACCAT3SKF7WXYEXAMPLE --status Inactive',
    );
    expect(bodyOf('a bearer token')).toContain('AttributeValue=GetServiceBearerToken');
  });

  it('of a credential of nobody knows whom is CloudTrail, and who is looking is told truly', () => {
    const body = bodyOf('nobody knows whose');
    expect(body).toContain('CloudTrail of every Region is being searched');
    expect(body).toContain(`AttributeKey=AccessKeyId,AttributeValue=${sessionKey} `);
    const atTerminal = incidentMail(ofKind('nobody knows whose')).body;
    expect(atTerminal).not.toContain('is being searched');
    expect(atTerminal).toContain('A command at a terminal does not go on looking');
    expect(body).toContain(`'{"accessKeyId":"${sessionKey}","role":"ARN"}' /dev/stdout\n`);
    expect(atTerminal).toContain(`  npm run -s tourniquet -- contain ${sessionKey} --role ARN\n`);
    expect(atTerminal).toContain(`  npm run -s tourniquet -- contain ${sessionKey} --user ARN`);
  });

  it('of a session that nobody named is to find it, or to stop the whole role', () => {
    const { body } = incidentMail(ofKind('a role whose session is not named'));
    expect(body).toContain(`AttributeKey=AccessKeyId,AttributeValue=${sessionKey} `);
    expect(body).toContain(`  npm run -s tourniquet -- contain ${sessionKey} --role web --session SESSION\n`);
    expect(body).toContain(`  npm run -s tourniquet -- contain ${sessionKey} --role web --whole-role`);
  });

  it('of a principal that is gone looks for its unique id, which outlives a name', () => {
    expect(bodyOf('a role that is gone')).toContain(
      `aws iam list-roles --query "Roles[?RoleId=='${roleId}'].Arn"`,
    );
  });
});

describe('all the same', () => {
  it('is one command in the terminal and one for the deployed function', () => {
    const body = bodyOf('a protected user');
    expect(body).toContain(`  npm run -s tourniquet -- contain ${key} --even-if-protected`);
    const words = wordsOf(commandIn(body, 'aws lambda invoke'));
    expect(wordAfter('--function-name', words)).toBe('tourniquet-contain');
    expect(JSON.parse(wordAfter('--payload', words))).toEqual({ accessKeyId: key, evenIfProtected: true });
  });

  it('says whose a session is, which no API tells', () => {
    const body = bodyOf('a protected role');
    const instance = 'i-0abc1234def567890';
    expect(body).toContain(
      `  npm run -s tourniquet -- contain ${sessionKey} --role web --session ${instance} --even-if-protected`,
    );
    const payload = JSON.parse(wordAfter('--payload', wordsOf(commandIn(body, 'aws lambda invoke'))));
    expect(readManualRequest(payload, 'request')).toMatchObject({
      kind: 'request',
      signal: { session: { roleName: 'web', sessionName: instance }, override: ['protected'] },
    });
    expect(bodyOf('a protected user', { accessKeyId: sessionKey })).toContain(
      `contain ${sessionKey} --user deploy-bot --even-if-protected`,
    );
  });

  it('names the function only where it is known, and the terminal as it was called', () => {
    const { body } = incidentMail(ofKind('a protected user'), {
      terminalContain: 'npm run -s tourniquet -- contain --state /tmp/x',
    });
    expect(body).not.toContain('aws lambda');
    expect(body).toContain(`  npm run -s tourniquet -- contain --state /tmp/x ${key} --even-if-protected`);
  });

  it.each([
    'a contradicted report',
    'the brake',
    'the backlog',
    'a burst',
    'observed only',
    'a dismissed key',
  ] as const)('needs no lifted protection: %s', (kind) => {
    expect(`${bodyOf(kind)}\n`).toContain(`  npm run -s tourniquet -- contain ${key}\n`);
    expect(bodyOf(kind)).not.toContain('protected');
  });

  it('or that it is no leak, can be said of what a person must judge', () => {
    for (const kind of Object.keys(kinds) as Kind[]) {
      const judged = ['a contradicted report', 'the brake', 'the backlog', 'a burst'].includes(kind);
      expect(bodyOf(kind).includes(`tourniquet -- dismiss ${key} `)).toBe(judged);
    }
  });

  it('is for a user without a known key the deny alone', () => {
    expect(bodyOf('a protected user and no key')).toContain(
      '  aws iam attach-user-policy --user-name deploy-bot ',
    );
  });
});

describe('what was left out or did not work', () => {
  it('of a withheld deny is that deny, with what it would stop', () => {
    const body = bodyOf('a withheld deny');
    expect(body).toContain(
      'if all of the user may stop, its other key included:\n  aws iam attach-user-policy ',
    );
    expect(body).not.toContain('its user denied');
  });

  it('is the boundary where there is no room for a policy, and nothing where the boundary holds', () => {
    expect(bodyOf('a full quota and no boundary')).toContain(
      '  aws iam put-user-permissions-boundary --user-name deploy-bot --permissions-boundary arn:aws:iam::aws:policy/AWSDenyAll\n',
    );
    const steps = [
      step('deactivate-key', 'failed'),
      step('deny-user', 'skipped'),
      step('bound-user', 'done'),
    ];
    const body = bodyOf('a full quota and no boundary', { steps });
    expect(body).toContain('aws iam update-access-key');
    expect(body).not.toMatch(/attach-user-policy|put-user-permissions-boundary/);
  });

  it('is never the switching off of a session as if it were a key', () => {
    const body = bodyOf('a session of a user', {
      status: 'not-contained',
      steps: [step('deny-user', 'failed')],
    });
    expect(body).toContain('  aws iam attach-user-policy --user-name deploy-bot ');
    expect(body).not.toContain('update-access-key');
  });

  it('is the service-specific credential that could not be switched off', () => {
    const steps = [
      step('deny-user', 'done'),
      step('deactivate-service-credential:ACCAT3SKF7WXYEXAMPLE', 'failed'),
    ];
    expect(bodyOf('a full quota and no boundary', { steps })).toContain(
      'update-service-specific-credential --user-name deploy-bot --service-specific-credential-id ACCAT3SKF7WXYEXAMPLE --status Inactive',
    );
  });

  it('uses the partition that the principal is in', () => {
    const arn = `arn:aws-us-gov:iam::${accountId}:user/deploy-bot`;
    const principal = { kind: 'user', name: 'deploy-bot', arn };
    expect(bodyOf('a withheld deny', { principal })).toContain('arn:aws-us-gov:iam::aws:policy/AWSDenyAll');
  });

  it('is nothing where a person lifted it', () => {
    expect(bodyOf('a lifted deny')).not.toContain('By hand');
  });
});

describe('taking back', () => {
  it('needs the account that the functions run in, not the one of the key', () => {
    const withAccount = { ...ways, account: '111122223333' };
    const inMember = ofKind('a key of a user', { accountId: '444455556666' });
    expect(incidentMail(inMember, withAccount).body).toContain(
      'Undo, only if this was a false alarm, with credentials of account 111122223333 (',
    );
    expect(incidentMail(inMember, ways).body).not.toContain('false alarm, with credentials');
    expect(incidentMail(inMember).body).toContain('with credentials of account 444455556666 (');
  });

  it('says what it is refused for, and how to insist', () => {
    const ofGithub = { signals: [signal({ source: 'github' })] };
    expect(bodyOf('a key of a user', ofGithub)).toContain(
      '(refused while its alert is open or what it issued lives, unless "force":true is added):\n',
    );
    expect(incidentMail(ofKind('a key of a user')).body).toContain(
      '(refused while what it issued lives, unless --force is added):\n',
    );
  });

  it('of the deny alone is offered with its danger, where the key is off and the user denied', () => {
    const { body } = incidentMail(ofKind('a key of a user'));
    expect(body).toContain(
      `Sessions that the key issued work again with it, up to 36 hours.\n     npm run -s tourniquet -- restore ${key}-1 --step deny-user\n`,
    );
    expect(bodyOf('a key of a user')).toContain(
      `'{"incidentId":"${key}-1","step":"deny-user"}' /dev/stdout\n`,
    );
    expect(bodyOf('a session of a user')).not.toContain('"step"');
  });

  it('of the deny alone is not offered where others had set it: only what is ours can be taken back', () => {
    const steps = [step('deactivate-key', 'done'), step('deny-user', 'already')];
    const body = bodyOf('a key of a user', { steps });
    expect(body).not.toContain('"step"');
    expect(body).toContain('  3. Delete the leaked key, and');
  });
});
