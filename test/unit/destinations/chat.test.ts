import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { chat } from '#lib/destinations/chat.ts';
import { chatMessage } from '#lib/destinations/chat-message.ts';
import { chatCode, chatWords } from '#lib/destinations/chat-text.ts';
import { type Incident, statuses } from '#lib/incident/incident.ts';
import { signal } from '../containment/fake-account.ts';
import { incident } from '../containment/incidents.ts';

const sns = mockClient(SNSClient);
beforeEach(() => {
  sns.reset();
  sns.on(PublishCommand).resolves({});
});

const tell = (over: Partial<Incident> = {}) => chat('chat-topic').tell(incident(over), undefined);
const sent = () => sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);

describe('a message', () => {
  it('is a custom notification on the topic of the chat, without a subject', async () => {
    expect(await tell()).toEqual({ outcome: 'done' });
    const [input] = sent();
    expect(Object.keys(input ?? {}).sort()).toEqual(['Message', 'TopicArn']);
    expect(JSON.parse(input?.Message ?? '')).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: { textType: 'client-markdown', title: expect.stringContaining('Contained: AWS key AKIA') },
      metadata: { threadId: incident().incidentId },
    });
  });

  it('says of what was contained once, and is open again, no more than that', () => {
    const at = '2026-11-28T10:00:00.000Z';
    const told = (status: Incident['status']): string =>
      chatMessage(incident({ status, containedAt: at })).content.description;
    expect(told('contained')).toContain(', contained 2026-11-28T10:00:00Z');
    expect(told('not-contained')).toContain(', first contained 2026-11-28T10:00:00Z');
    expect(told('not-contained')).not.toContain(', contained');
  });

  it('stands in one thread for all states of a leak and all that came from it', () => {
    const threads = [
      incident(),
      incident({ status: 'restored' }),
      incident({ incidentId: 'ASIA-1', descendantOf: incident().incidentId }),
    ].map((each) => chatMessage(each).metadata.threadId);
    expect(new Set(threads).size).toBe(1);
  });

  it('says that somebody must act, and how, where something is open', () => {
    const command = 'aws ec2 stop-instances --instance-ids i-0123';
    const { nextSteps } = chatMessage(
      incident({ status: 'partly-contained', stillOpen: [{ what: 'an instance', command }] }),
    ).content;
    expect(nextSteps[0]).toMatch(/^Act now/);
    expect(nextSteps[1]).toBe(`Run \`${command}\``);
  });

  it('links the report only where the address is plain', () => {
    const descriptionOf = (url: string) =>
      chatMessage(incident({ signals: [signal({ url })] })).content.description;
    expect(descriptionOf('https://github.com/acme/shop/1')).toContain('https://github.com/acme/shop/1');
    expect(descriptionOf('https://a.example/<!channel>')).not.toContain('a.example');
    expect(descriptionOf('javascript:alert(1)')).not.toContain('javascript');
  });
});

describe('who is told', () => {
  it.each(statuses)('of an incident that is %s', async (status) => {
    const told = await tell({ status });
    expect(told === undefined).toBe(status === 'not-ours' || status === 'observed');
    expect(sent()).toHaveLength(told === undefined ? 0 : 1);
  });

  it('nobody of what our own investigation contained, but of what it could not contain', async () => {
    const found = { descendantOf: 'AKIA-1', signals: [signal({ source: 'lineage' })] };
    expect(await tell(found)).toBeUndefined();
    expect(await tell({ ...found, status: 'not-contained' })).toEqual({ outcome: 'done' });
  });
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        '<!channel>',
        '<!here|x>',
        '<@U012AB3CD>',
        '@everyone',
        '<https://evil.example|click>',
        '[click](https://evil.example)',
        '![x](https://evil.example/a.png)',
        '```\n',
        '`',
        '*bold*',
        '_it_',
        '~no~',
        ':rotating_light:',
        '\u202e',
        '\u001b[31m',
        '\n# heading',
        '&lt;!channel&gt;',
        'x'.repeat(10_000),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(' ')),
);

describe('text from outside', () => {
  it('is no markup, mention, link or picture in words', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const words = chatWords(text);
        expect(words).not.toMatch(/[*_~`<>&@[\]|\\\n\r]/);
        expect(words).not.toMatch(/:[\w+-]+:/);
        expect(words).not.toContain('://');
        expect([...words].length).toBeLessThanOrEqual(200);
      }),
    );
  });

  it('does not leave the code that it stands in', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(chatCode(text)).toMatch(/^`[^`<>&@\n\r]+`$/);
      }),
    );
  });

  it('leaves a message small, and of its own markup only', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, two) => {
        const about = incident({
          reason: one,
          principal: { kind: 'user', name: two, arn: one },
          signals: [signal({ where: one, url: two })],
          stillOpen: Array.from({ length: 50 }, () => ({ what: one, command: two })),
          status: 'partly-contained',
        });
        const text = JSON.stringify(chatMessage(about));
        expect(Buffer.byteLength(text)).toBeLessThan(24_000);
        expect(text).not.toMatch(/<!|<@|<https|@everyone|@here/);
      }),
    );
  });

  it('holds no secret', () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY';
    const text = `aws_secret_access_key=${secret}`;
    const about = incident({ reason: text, signals: [signal({ where: text })] });
    expect(JSON.stringify(chatMessage(about))).not.toContain(secret);
  });
});
