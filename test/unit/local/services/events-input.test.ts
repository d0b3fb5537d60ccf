import { describe, expect, it } from 'vitest';
import { events } from '#infra/local/services/events/events.ts';
import { accountId, caller, expectRefusal, newClock, region } from './rig.ts';

const queueArn = `arn:aws:sqs:${region}:${accountId}:signals`;
const event = {
  source: 'aws.ec2',
  detailType: 'State',
  id: 'e1',
  resources: ['arn:aws:ec2:eu-west-1:111122223333:instance/i-1', 'second'],
  detail: {
    'instance-id': 'i-1',
    quote: 'a "b" \\ <c>\n',
    count: 3,
    on: true,
    nothing: null,
    tags: [{ key: 'k1' }, { key: 'k2' }],
  },
};

const setUp = async () => {
  const bodies: string[] = [];
  const buses = events({ clock: newClock(), deliver: { sqs: (_arn, body) => void bodies.push(body) } });
  const call = caller(buses.service);
  await call('PutRule', { Name: 'r', EventPattern: '{"source":["aws.ec2"]}' });
  const target = (input: object) =>
    call('PutTargets', { Rule: 'r', Targets: [{ Id: 'q', Arn: queueArn, ...input }] });
  return { buses, bodies, target };
};

/** What arrives for the event with this template. */
const filled = async (InputTemplate: string, InputPathsMap: Record<string, string> = {}) => {
  const { buses, bodies, target } = await setUp();
  await target({ InputTransformer: { InputTemplate, InputPathsMap } });
  buses.emit(accountId, region, event);
  return bodies[0] ?? '';
};

describe('an input template', () => {
  it('puts the whole event beside a constant, which no event can change', async () => {
    const body = await filled('{"kind":"guardduty","event":<aws.events.event.json>}');
    expect(JSON.parse(body)).toMatchObject({ kind: 'guardduty', event: { id: 'e1', detail: event.detail } });
    expect(Object.keys(JSON.parse(body))).toEqual(['kind', 'event']);
  });

  it('quotes text and leaves numbers, truth values and objects as they are', async () => {
    const body = await filled('{"a": <id>, "b": <count>, "c": <on>, "d": <tag>}', {
      id: '$.detail.instance-id',
      count: '$.detail.count',
      on: '$.detail.on',
      tag: '$.detail.tags[1]',
    });
    expect(body).toBe('{"a": "i-1", "b": 3, "c": true, "d": {"key":"k2"}}');
  });

  it('fills text inside of quotes, escaped, and strips an object there of its quotes', async () => {
    const paths = { q: '$.detail.quote', tags: '$.detail.tags', id: '$.detail.instance-id' };
    const body = await filled('{"said": "it is <q> of \\"<id>\\"", "tags": "<tags>"}', paths);
    expect(JSON.parse(body)).toEqual({
      said: 'it is a "b" \\ <c>\n of "i-1"',
      tags: '[{key:k1},{key:k2}]',
    });
  });

  it('may be one text', async () => {
    expect(await filled('"<id> of <aws.events.rule-name>"', { id: '$.detail.instance-id' })).toBe(
      '"i-1 of r"',
    );
  });

  it('leaves an empty text where a path leads nowhere', async () => {
    expect(await filled('{"a": <no>, "b": "<no>!"}', { no: '$.detail.none.deeper' })).toBe(
      '{"a": "", "b": "!"}',
    );
  });

  it('knows the rule, the time and the event without its detail', async () => {
    const body = JSON.parse(
      await filled(
        '{"rule":<aws.events.rule-arn>,"at":<aws.events.event.ingestion-time>,"event":<aws.events.event>}',
      ),
    );
    expect(body.rule).toBe(`arn:aws:events:${region}:${accountId}:rule/r`);
    expect(body.at).toMatch(/^2026-11-02T10:00:/);
    expect(body.event).toMatchObject({ id: 'e1', source: 'aws.ec2' });
    expect(body.event).not.toHaveProperty('detail');
  });

  it('follows wildcards and indices', async () => {
    const paths = { keys: '$.detail.tags[*].key', second: '$.resources[1]', third: '$.resources[2]' };
    expect(await filled('[<keys>,<second>,<third>]', paths)).toBe('[["k1","k2"],"second",""]');
  });

  it.each([
    ['a placeholder that has no path', { InputTemplate: '{"a":<b>}' }],
    ['an unknown reserved one', { InputTemplate: '{"a":<aws.events.secret>}' }],
    ['the event inside of a text', { InputTemplate: '"<aws.events.event.json>"' }],
    ['what is no JSON', { InputTemplate: '{"a": <b>', InputPathsMap: { b: '$.id' } }],
    ['a path that is none', { InputTemplate: '<b>', InputPathsMap: { b: 'detail.id' } }],
    ['a path with a filter', { InputTemplate: '<b>', InputPathsMap: { b: '$.a[?(@.b)]' } }],
    ['a name that is reserved', { InputTemplate: '<awsId>', InputPathsMap: { awsId: '$.id' } }],
  ])('is refused with %s', async (_, InputTransformer) => {
    const { target } = await setUp();
    await expectRefusal(target({ InputTransformer }), 'ValidationException');
  });
});

it('a path sends a part of the event, or null', async () => {
  const { buses, bodies, target } = await setUp();
  for (const InputPath of ['$.detail.tags[0]', '$', '$.detail.none']) {
    await target({ InputPath });
    buses.emit(accountId, region, event);
  }
  expect(bodies.map((body) => JSON.parse(body))).toEqual([
    { key: 'k1' },
    expect.objectContaining({ id: 'e1' }),
    null,
  ]);
});

it('a target takes one way of input, and a constant that is JSON', async () => {
  const { target } = await setUp();
  await expectRefusal(target({ Input: '{}', InputPath: '$' }), 'ValidationException');
  await expectRefusal(target({ Input: '{' }), 'ValidationException');
});
