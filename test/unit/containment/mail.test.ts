import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { incidentMail, mustPage, notice } from '#lib/containment/mail.ts';
import { type Incident, statuses } from '#lib/incident/incident.ts';
import { key, otherKey, signal } from './fake-account.ts';
import { bothDone, incident, step } from './incidents.ts';

const functionArn = 'arn:aws:lambda:us-east-1:264875319082:function:tourniquet-restore';
const ways = { restoreFunction: functionArn, region: 'us-east-1' };
const bodyOf = (over: Partial<Incident>) => incidentMail(incident(over), ways).body;

const hostile = [
  'a\nNOT CONTAINED. Call this number',
  '\u001b[2J\u001b]0;title\u0007gone',
  '\u202egnp.exe\u2066',
  'x'.repeat(10_240),
  'https://evil.example/login',
  '🔑'.repeat(500),
  "'; rm -rf / #",
  '-'.repeat(65),
  `https://${'a'.repeat(10_240)}.example/`,
];

const hostileIncidents = hostile.flatMap((text) =>
  statuses.map((status) =>
    incident({
      status,
      reason: text,
      principal: { kind: 'user', name: text, arn: `arn:aws:iam::264875319082:user/${text}` },
      signals: Array.from({ length: 50 }, (_, n) =>
        signal({ id: `s${n}`, where: text, url: n % 2 ? text : `javascript:${text}`, reportedAt: text }),
      ),
      steps: [
        step('deactivate-key', 'failed', { reason: text }),
        step('deny-user', 'skipped', { reason: text, before: { attached: text } }),
        step('bound-user', 'done', { before: { boundary: text } }),
      ],
      alsoStopped: [otherKey],
    }),
  ),
);

describe('every mail', () => {
  it('is under 30 lines of plain, harmless text, whatever others wrote into it', () => {
    for (const each of hostileIncidents) {
      const { body } = incidentMail(each, ways);
      expect(body.split('\n').length).toBeLessThan(30);
      expect(body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u);
      expect(body).not.toMatch(/https?:\/\/evil/);
      expect(Math.max(...body.split('\n').map((line) => line.length))).toBeLessThan(1_000);
      expect(body.split('\n').filter((line) => line.startsWith('NOT CONTAINED. Call'))).toEqual([]);
    }
  });

  it('links to the report only where its address is a plain one', () => {
    const leakLine = (url: string) => {
      const lines = bodyOf({ signals: [signal({ url })] }).split('\n');
      return lines[lines.findIndex((line) => line.startsWith('Leaked')) + 1];
    };
    expect(leakLine('https://github.com/acme/shop/7')).toBe('          https://github.com/acme/shop/7');
    for (const url of [
      'http://github.com/x',
      'https://a@evil.example/',
      'https://evil.example/ \n',
      'javascript:x',
    ]) {
      expect(leakLine(url)).toMatch(/^ {10}\S/);
      expect(leakLine(url)).not.toMatch(/https?:\/\//);
    }
  });

  it('has a subject that SNS takes: ASCII, one line, under 100 characters', () => {
    for (const each of hostileIncidents) {
      expect(incidentMail(each, undefined).subject).toMatch(/^[ -~]{1,99}$/);
    }
  });

  it('names key, owner, account, the first place of the leak and the incident', () => {
    const signals = [
      signal({ id: 'b', where: 'pastebin', reportedAt: '2026-11-23T04:00:00.000Z', source: 'guardduty' }),
      signal({ id: 'a', where: 'acme/shop: .env line 3', url: 'https://github.com/acme/shop/security/7' }),
    ];
    const body = bodyOf({ signals });
    for (const fact of [key, 'user/ci/deploy-bot', '264875319082', `${key}-1`]) expect(body).toContain(fact);
    expect(body).toContain('acme/shop: .env line 3\n          https://github.com/acme/shop/security/7\n');
    expect(body).toContain('by a person at 2026-11-23T03:00:00.000Z, and 1 more signal\n');
    expect(body).not.toContain('pastebin');
  });

  it('says so where nobody knows the owner', () => {
    const body = bodyOf({
      status: 'not-contained',
      principal: null,
      accountId: null,
      steps: [],
      signals: [],
    });
    expect(body).toContain('Owner     not known');
    expect(body).toContain('Account   not known');
  });
});

describe('a page', () => {
  it.each([
    ['not-contained', /^NOT CONTAINED: /],
    ['partly-contained', /^NOT CONTAINED \(partly\): /],
    ['protected', /^PROTECTED: /],
  ] as const)('is made of %s and its subject begins so', (status, begins) => {
    expect(mustPage(incident({ status }))).toBe(true);
    expect(incidentMail(incident({ status }), undefined).subject).toMatch(begins);
  });

  it.each(['contained', 'observed', 'not-ours', 'restored'] as const)('is not made of %s', (status) => {
    expect(mustPage(incident({ status }))).toBe(false);
    expect(incidentMail(incident({ status }), undefined).subject).not.toMatch(/^(NOT CONTAINED|PROTECTED)/);
  });
});

describe('what is claimed', () => {
  it('a step that failed, was skipped or is only planned is never called done', () => {
    for (const outcome of ['failed', 'planned', 'skipped'] as const) {
      const steps = [step('deactivate-key', outcome), step('deny-user', outcome, { reason: 'AccessDenied' })];
      const body = bodyOf({ status: 'not-contained', steps });
      expect(body).not.toMatch(/\bdone\b/i);
      expect(body).toMatch(new RegExp(`^  ${outcome} +key switched off$`, 'm'));
      expect(body).toMatch(new RegExp(`^  ${outcome} .*: AccessDenied$`, 'm'));
    }
  });

  it('a step that is done shows what stood before; one that others had done does not count as ours', () => {
    expect(bodyOf({})).toContain('  done     key switched off, was Active\n');
    expect(bodyOf({})).toContain('  done     AWSDenyAll attached to the user, was not there\n');
    const body = bodyOf({ steps: [step('deactivate-key', 'already'), step('deny-user', 'already')] });
    expect(body).toContain('  already  key switched off, before we came');
    expect(body).not.toMatch(/\bdone\b/);
  });

  it('the deny stops the other key as well, and the mail says so', () => {
    expect(bodyOf({ alsoStopped: [otherKey] })).toContain(
      `its other key ${otherKey} and its console login too`,
    );
    expect(bodyOf({})).toContain('all of this user and its console login too');
  });

  it('no deny is claimed where only the key is off', () => {
    const steps = [step('deactivate-key', 'done'), step('deny-user', 'failed', { reason: 'AccessDenied' })];
    const body = bodyOf({ status: 'partly-contained', steps });
    expect(body).not.toContain('The deny stops');
    expect(body).toContain('The user is NOT denied');
  });

  it('a restored incident shows what was undone and asks for nothing', () => {
    const steps = bothDone().map((each) => ({ ...each, undoneAt: '2026-11-23T05:00:00.000Z' }));
    const body = bodyOf({ status: 'restored', steps });
    expect(body).toContain('  undone   key switched off: it is Active again\n');
    expect(body).toContain('  undone   AWSDenyAll attached to the user: it is not there again');
    expect(body).not.toMatch(/still open:|What now|Undo,|By hand/);
    expect(body).toMatch(/^RESTORED\. .* The key works again\.\n/);
  });

  it('a key whose user stays denied is on again, and does not work again', () => {
    const undoneAt = '2026-11-23T05:00:00.000Z';
    for (const outcome of ['already', 'done'] as const) {
      const steps = [step('deactivate-key', 'done', { undoneAt }), step('deny-user', outcome)];
      expect(bodyOf({ status: 'restored', steps })).toMatch(
        /The key is on again; its user may still be denied\.\n/,
      );
    }
    const bound = [
      step('deactivate-key', 'done', { undoneAt }),
      step('deny-user', 'skipped'),
      step('bound-user', 'done', { undoneAt }),
    ];
    expect(bodyOf({ status: 'restored', steps: bound })).toContain('The key works again.\n');
  });

  it('the key works again only where switching it off was undone', () => {
    const [off, deny] = bothDone();
    const undoneAt = '2026-11-23T05:00:00.000Z';
    const steps = [{ ...step('deactivate-key', 'already'), ...off, outcome: 'already' as const }];
    if (deny) steps.push({ ...deny, outcome: 'already', undoneAt });
    const body = bodyOf({ status: 'restored', steps });
    expect(body).not.toContain('works again');
    expect(body).toContain('  left     key switched off: nothing of ours to take back');
  });
});

describe('what to do by hand', () => {
  const command = (over: Partial<Incident>) =>
    bodyOf(over)
      .split('\n')
      .filter((line) => line.startsWith('  aws iam '))
      .map((line) => line.trim());
  const off = `aws iam update-access-key --user-name deploy-bot --access-key-id ${key} --status Inactive`;
  const deny =
    'aws iam attach-user-policy --user-name deploy-bot --policy-arn arn:aws:iam::aws:policy/AWSDenyAll';

  it('is what we could not do, and nothing else', () => {
    const failed = [step('deactivate-key', 'done'), step('deny-user', 'failed')];
    expect(command({ status: 'partly-contained', steps: failed })).toEqual([deny]);
    const other = [step('deactivate-key', 'failed'), step('deny-user', 'already')];
    expect(command({ status: 'partly-contained', steps: other })).toEqual([off]);
    expect(command({ status: 'not-contained', steps: [] })).toEqual([off, deny]);
  });

  it('begins with asking for the user where nobody knows it, or its name would not survive a shell', () => {
    for (const name of [undefined, '$(reboot)', 'a b', "a'b", 'x'.repeat(65)]) {
      const principal = name === undefined ? null : { kind: 'user', name, arn: 'arn:aws:iam::1:user/x' };
      const [ask, ...rest] = command({ status: 'not-contained', steps: [], principal });
      expect(ask).toContain(`aws iam get-access-key-last-used --access-key-id ${key}`);
      expect(rest.every((line) => line.includes('--user-name USER '))).toBe(true);
    }
  });

  it.each(['contained', 'observed', 'not-ours', 'restored'] as const)(
    'is nothing where it is %s',
    (status) => {
      expect(command({ status, steps: [] })).toEqual([]);
    },
  );

  it('names no key that would not survive a shell', () => {
    const lines = command({ status: 'not-contained', steps: [], accessKeyId: 'AKIA; reboot' });
    expect(lines).toEqual([off.replace(key, 'KEY'), deny]);
  });

  it('says whose credentials it takes', () => {
    expect(bodyOf({ status: 'not-contained', steps: [], accountId: '111122223333' })).toContain(
      'By hand, with credentials of account 111122223333:\n',
    );
  });
});

describe('the undo command', () => {
  const undo = /tourniquet -- restore|aws lambda invoke/;

  it.each([
    ['done', 'contained', true],
    ['done', 'partly-contained', true],
    ['done', 'not-contained', true],
    ['done', 'restored', false],
    ['already', 'contained', false],
    ['failed', 'not-contained', false],
    ['planned', 'observed', false],
    ['skipped', 'contained', false],
  ] as const)('of a step %s in an incident %s: %s', (outcome, status, expected) => {
    expect(undo.test(bodyOf({ status, steps: [step('deny-user', outcome)] }))).toBe(expected);
  });

  it('is one line that a shell takes apart as AWS’s command wants it', () => {
    const [lift = '', line = ''] = bodyOf({})
      .split('\n')
      .filter((each) => each.includes('aws lambda invoke'));
    expect(lift).toBe(`   ${line.replace('"}', '","step":"deny-user"}')}`);
    const script = `aws() { for word; do printf '%s\\0' "$word"; done; }; ${line}`;
    const words = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
    expect(words.slice(0, 4)).toEqual(['lambda', 'invoke', '--function-name', functionArn]);
    expect(words.slice(4, 6)).toEqual(['--region', 'us-east-1']);
    expect(JSON.parse(words[words.indexOf('--payload') + 1] ?? '')).toEqual({ incidentId: `${key}-1` });
    expect(words.at(-1)).toBe('/dev/stdout');
  });

  it('is the terminal’s, as it was called', () => {
    const { body } = incidentMail(incident(), {
      terminal: 'npm run -s tourniquet -- restore --profile shop',
    });
    expect(body).toContain(`tourniquet -- restore --profile shop ${key}-1`);
  });

  it('is only the checkout’s own where no function is deployed', () => {
    const { body } = incidentMail(incident(), undefined);
    expect(body).toContain(`npm run -s tourniquet -- restore ${key}-1`);
    expect(body).not.toContain('aws lambda');
  });
});

describe('a notice', () => {
  it('is as harmless as every mail', () => {
    for (const text of hostile) {
      const { subject, body } = notice(text, text);
      expect(subject).toMatch(/^[ -~]{1,99}$/);
      expect(body.split('\n')).toHaveLength(3);
    }
  });

  it('ends with what became of it', () => {
    expect(notice('a', 'b').body).toBe('b\n\nNothing was changed.');
    expect(notice('a', 'b', 'Act now.').body).toBe('b\n\nAct now.');
  });
});
