import { expect, it } from 'vitest';
import type { Status } from '#lib/incident/incident.ts';
import { withStatuses } from '#lib/investigation/descendants/statuses.ts';
import { verdict } from '#lib/investigation/descendants/verdict.ts';
import { fateOf } from '#lib/report/verdict-words.ts';
import { found as investigation } from '#test/unit/report/found.ts';
import { created, keyOf, root, session } from './descendants.ts';

const toContain = verdict('contain', 'thief');
const key = { ...keyOf(1, 'support'), verdict: toContain };
const other = { ...session(1, 'deploy', 'a'), verdict: verdict('waits', 'older') };
const user = { ...created('AWS::IAM::User', 'support'), verdict: toContain };
const role = created('AWS::IAM::Role', 'support');
const found = investigation({ credentials: [root, key, other], created: [user, role] });

it('says of each descendant which incident holds it and what became of that', () => {
  const told = withStatuses(found, [
    { id: key.id, incident: { incidentId: 'i-1', status: 'contained' } },
    { id: 'AWS::IAM::User support', incident: { incidentId: 'i-2', status: 'protected' } },
  ]);
  expect(told).toEqual({
    ...found,
    credentials: [root, { ...key, verdict: { ...toContain, incidentId: 'i-1', status: 'contained' } }, other],
    created: [{ ...user, verdict: { ...toContain, incidentId: 'i-2', status: 'protected' } }, role],
  });
});

it('says nothing of what no incident holds, and gives no verdict to what has none', () => {
  expect(withStatuses(found, [])).toEqual(found);
  const incident = { incidentId: 'i-1', status: 'contained' } as const;
  const others = [root.id, 'AWS::IAM::Role support', 'AKIANOBODY'].map((id) => ({ id, incident }));
  expect(withStatuses(found, others)).toEqual(found);
});

it('of two that had one name tells what is not contained, whichever was read first', () => {
  const id = 'AWS::IAM::User support';
  const done = { id, incident: { incidentId: 'i-1', status: 'contained' } } as const;
  const missed = { id, incident: { incidentId: 'i-2', status: 'not-contained' } } as const;
  for (const held of [
    [done, missed],
    [missed, done],
  ])
    expect(withStatuses(found, held).created[0]?.verdict).toMatchObject({ incidentId: 'i-2' });
});

it('of what another one covers claims no more than holds of that one', () => {
  const [asked, covered] = [session(1, 'deploy', 'a'), session(2, 'deploy', 'a')];
  const elsewhere = { ...session(3, 'deploy', 'b'), verdict: verdict('covered', 'same-session') };
  const of = investigation({
    credentials: [
      root,
      { ...asked, verdict: toContain },
      { ...covered, verdict: verdict('covered', 'same-session') },
      elsewhere,
    ],
  });
  const statusOfCovered = (status: Status): unknown => {
    const { credentials } = withStatuses(of, [{ id: asked.id, incident: { incidentId: 'i-1', status } }]);
    expect(credentials[3]).toEqual(elsewhere);
    return fateOf(credentials[2]?.verdict);
  };
  expect(statusOfCovered('contained')).toBe('covered');
  expect(statusOfCovered('not-contained')).toBe('open');
  expect(statusOfCovered('partly-contained')).toBe('partly');
  expect(withStatuses(of, []).credentials[2]).toEqual(of.credentials[2]);
});

it('of a console claims no more than holds of what opened it', () => {
  const opener = { ...session(1, 'deploy', 'a'), verdict: toContain };
  const console = {
    ...session(2, 'deploy', 'a'),
    kind: 'console-session' as const,
    id: 'console-session:x',
    issuedBy: opener.id,
    verdict: verdict('covered', 'same-session'),
  };
  const { sessionName: _, ...nameless } = console;
  const incident = { incidentId: 'i-1', status: 'not-contained' } as const;
  const told = withStatuses(investigation({ credentials: [root, opener, nameless] }), [
    { id: opener.id, incident },
  ]);
  expect(told.credentials[2]?.verdict).toMatchObject(incident);
});
