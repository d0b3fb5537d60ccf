import { expect, it, vi } from 'vitest';
import { tellStillOpen } from '#lib/investigation/hand-on.ts';
import { found } from '#test/unit/report/found.ts';

const incidentId = 'AKIAIOSFODNN7EXAMPLE-1';
const regions = ['us-east-1', 'eu-west-1'];
const thing = (id: string, role = 'its role') => ({
  what: `${id} draws new sessions of ${role}`,
  command: `aws ec2 terminate-instances --region eu-west-1 --instance-ids ${id}`,
});

/** What containment is told by the second look. */
const told = async (
  keepsDrawing: ReturnType<typeof thing>[],
  {
    unread = [],
    known = [],
    number = 1,
  }: { unread?: string[]; known?: ReturnType<typeof thing>[]; number?: number },
): Promise<unknown[]> => {
  const send = vi.fn(async (message: object) => void message);
  const [row] = found().coverage;
  if (!row) throw new Error('an investigation has coverage');
  const coverage = [...regions, ...unread].map((region) => ({
    ...row,
    region,
    complete: !unread.includes(region),
  }));
  const drawing = keepsDrawing.map((each) => ({ ...each, by: 'AKIAIOSFODNN7EXAMPLE' }));
  await tellStillOpen({ keepsDrawing: drawing, coverage }, { incidentId, number, known, regions }, { send });
  return send.mock.calls.map(([message]) => message);
};
const message = (...open: ReturnType<typeof thing>[]) => ({ kind: 'still-open', incidentId, open });

it('says what is gone only where every Region was read', async () => {
  const [one, other] = [thing('i-1'), thing('i-2')];
  expect(await told([one], { known: [one, other] })).toEqual([message(one)]);
  expect(await told([], { known: [one] })).toEqual([message()]);
});

it('keeps open what was known while a Region is not read', async () => {
  const [one, other] = [thing('i-1'), thing('i-2')];
  const unread = ['eu-west-1'];
  expect(await told([], { known: [one, other], unread })).toEqual([message(one, other)]);
  expect(await told([other], { known: [one], unread })).toEqual([message(other, one)]);
});

it('tells nothing while a Region is not read and nothing was known, nor at the first look', async () => {
  expect(await told([], { unread: ['eu-west-1'] })).toEqual([]);
  expect(await told([], { number: 0 })).toEqual([]);
  expect(await told([thing('i-1')], { number: 0 })).toEqual([message(thing('i-1'))]);
});

it('takes what the same command stops for the same thing', async () => {
  const known = [thing('i-1', 'role shop-server')];
  expect(await told([thing('i-1')], { known, unread: ['us-east-1'] })).toEqual([message(thing('i-1'))]);
});

it('is not kept from saying so by what is no Region', async () => {
  const unread = ['opt-in-regions', 'account 222233334444', 'who changed IAM (us-east-1)'];
  expect(await told([], { known: [thing('i-1')], unread })).toEqual([message()]);
});

it('tells a command that containment would refuse as one to be done by hand', async () => {
  const odd = { what: 'i-1 draws', command: 'aws ec2 stop; rm' };
  expect(await told([odd], { number: 0 })).toEqual([message({ ...odd, command: 'stop it by hand' })]);
});

it('does not take two things that have no command for one', async () => {
  const [one, other] = ['i-1 draws', 'i-2 draws'].map((what) => ({ what, command: 'stop it by hand' }));
  if (!one || !other) throw new Error('there are two');
  const unread = ['eu-west-1'];
  expect(await told([one], { known: [one, other], unread })).toEqual([message(one, other)]);
});
