import { expect, test } from 'vitest';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { investigationMail } from '#lib/report/investigation-mail.ts';
import { context, found, row, unused } from './found.ts';

const temporary = 'ASIATOURNIQUETTEST01';

test('a leaked session is called one', () => {
  const { subject, body } = investigationMail(found({ accessKeyId: temporary }), context);
  expect(subject).toMatch(/^Leaked session ASIATOURNIQUETTEST01: made 2 access keys, 37 calls/);
  expect(body).toMatch(/^ASIATOURNIQUETTEST01 made 37 calls/);
});

const owner = { type: 'role-session', roleName: 'deploy', roleId: 'AROA1', sessionName: 'i-1' } as const;
const accountId = '111122223333';

test.each<[NonNullable<Investigation['owner']>, string, string]>([
  [
    { state: 'found', accountId, owner },
    'Leaked session ASIATOURNIQUETTEST01: made 2 access keys',
    'CloudTrail shows whose it is: session i-1 of role deploy (AROA1) of account 111122223333. It is handed to containment, whose mail tells what came of it.',
  ],
  [
    { state: 'found', accountId, owner: { type: 'user', userName: 'ci' } },
    'Leaked session ASIATOURNIQUETTEST01: made 2 access keys',
    'CloudTrail shows whose it is: user ci of account 111122223333.',
  ],
  [
    {
      state: 'contradicted',
      holders: [
        { accountId, owner },
        { accountId, owner: { type: 'root' } },
      ],
    },
    'Leaked session ASIATOURNIQUETTEST01: OWNER UNCLEAR, made 2 access keys',
    'OWNER UNCLEAR: records of CloudTrail disagree (session i-1 of role deploy (AROA1) of account 111122223333; the root user of account 111122223333). Containment does not act on that: act by hand, now.',
  ],
  [
    { state: 'not-found' },
    'Leaked session ASIATOURNIQUETTEST01: owner not known yet, made 2 access keys',
    'Whose it is is NOT KNOWN yet, so nothing could be contained. It is looked for again for 36 hours.',
  ],
])('the mail says whose a session is, or that nobody knows: %j', (finding, start, line) => {
  const { subject, body } = investigationMail(found({ accessKeyId: temporary, owner: finding }), context);
  expect(subject.startsWith(start)).toBe(true);
  expect(body.split('\n')[1]).toContain(line);
});

test('of a user whose leaked key is not known the mail says that its own work is counted', () => {
  const { subject, body } = investigationMail(found({ accessKeyId: null, userName: 'ci', credentials: [] }), {
    incidentId: 'user-111122223333-ci-1',
    look: 0,
  });
  expect(subject).toMatch(/^Reported user ci: made 2 access keys, 37 calls/);
  expect(body).toMatch(/^User ci made 37 calls \(5 failed\) in 2 Regions between 2026-03-01T09:00:00Z and/);
  expect(body).toContain("Counted are the calls under the user's name, the user's own work among them");
});

test('where nobody is named to look for, the mail says that nothing was read', () => {
  const coverage = [row('all-regions', 'the incident names neither a key nor a user')];
  const { subject, body } = investigationMail(
    found({ ...unused, accessKeyId: null, credentials: [], coverage }),
    { incidentId: 'i', look: 0 },
  );
  expect(subject).toBe('Leaked credential: INCOMPLETE, no calls found so far');
  expect(body).toContain(
    'INCOMPLETE: all-regions could not be read: the incident names neither a key nor a user',
  );
});
