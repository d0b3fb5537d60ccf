import { expect, it } from 'vitest';
import { events } from '#infra/local/services/events/events.ts';
import { parseRate } from '#infra/local/services/events/schedule.ts';
import { accountId, caller, expectRefusal, newClock, region } from './rig.ts';

const functionArn = `arn:aws:lambda:${region}:${accountId}:function:tick`;
const minute = 60_000;

const setUp = async (ScheduleExpression = 'rate(5 minutes)') => {
  const clock = newClock();
  const bodies: string[] = [];
  const buses = events({ clock, deliver: { lambda: (_arn, body) => void bodies.push(body) } });
  const call = caller(buses.service);
  await call('PutRule', { Name: 'tick', ScheduleExpression });
  await call('PutTargets', { Rule: 'tick', Targets: [{ Id: 'f', Arn: functionArn }] });
  return { clock, bodies, buses, call };
};

it('a schedule fires each time it is due, in the envelope of a scheduled event', async () => {
  const { clock, bodies } = await setUp();
  await clock.advance(5 * minute - 1);
  expect(bodies).toEqual([]);
  await clock.advance(1 + 10 * minute);
  expect(bodies).toHaveLength(3);
  expect(JSON.parse(bodies[0] ?? '')).toEqual({
    version: '0',
    id: expect.any(String),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: '2026-11-02T10:05:00Z',
    region,
    resources: [`arn:aws:events:${region}:${accountId}:rule/tick`],
    detail: {},
  });
});

it('a schedule rests while its rule is disabled, and begins anew when it is enabled', async () => {
  const { clock, bodies, call } = await setUp();
  await call('DisableRule', { Name: 'tick' });
  await clock.advance(60 * minute);
  expect(bodies).toEqual([]);
  await call('EnableRule', { Name: 'tick' });
  await clock.advance(5 * minute);
  expect(bodies).toHaveLength(1);
});

it('a rule that is put again runs by its new schedule alone', async () => {
  const { clock, bodies, call } = await setUp();
  await call('PutRule', { Name: 'tick', ScheduleExpression: 'rate(1 hour)' });
  await clock.advance(60 * minute);
  expect(bodies).toHaveLength(1);
});

it('a schedule ends with its rule, and with the service', async () => {
  const { clock, bodies, buses, call } = await setUp();
  await call('RemoveTargets', { Rule: 'tick', Ids: ['f'] });
  await call('DeleteRule', { Name: 'tick' });
  await call('PutRule', { Name: 'tock', ScheduleExpression: 'rate(1 day)' });
  await call('PutTargets', { Rule: 'tock', Targets: [{ Id: 'f', Arn: functionArn }] });
  buses.close();
  await clock.advance(48 * 60 * minute);
  expect(bodies).toEqual([]);
});

it('a scheduled event matches no pattern by itself', async () => {
  const { clock, bodies, call } = await setUp();
  await call('PutRule', { Name: 'all', EventPattern: '{"source":[{"prefix":""}]}' });
  await call('PutTargets', { Rule: 'all', Targets: [{ Id: 'f', Arn: functionArn }] });
  await clock.advance(5 * minute);
  expect(bodies).toHaveLength(1);
});

it.each([
  ['rate(1 minute)', minute],
  ['rate(2 hours)', 120 * minute],
  ['rate(1 day)', 1440 * minute],
])('%s is understood', (expression, every) => {
  expect(parseRate(expression)).toBe(every);
});

it.each([
  'rate(1 minutes)',
  'rate(2 hour)',
  'rate(0 minutes)',
  'rate(5 seconds)',
  'rate(5 minutes) ',
  'cron(0 12 * * ? *)',
  'often',
])('%s is refused', async (ScheduleExpression) => {
  await expectRefusal(setUp(ScheduleExpression), 'ValidationException');
});

it('a schedule is for the default bus alone', async () => {
  const { call } = await setUp();
  await call('CreateEventBus', { Name: 'own' });
  const rule = { Name: 'r', EventBusName: 'own', ScheduleExpression: 'rate(1 day)' };
  await expectRefusal(call('PutRule', rule), 'ValidationException');
});
