import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { NotContainedYet, respondToMessage } from '#lib/containment/respond.ts';
import { logger } from '#lib/platform/logger.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import userEvent from '#test/fixtures/guardduty/access-key-of-user.json' with { type: 'json' };
import { changes, denyAll, key, otherKey, signal } from './fake-account.ts';
import { alert, type Responder, responder, subjects } from './responder.ts';

vi.mock('#lib/signal/queue-message.ts', async (original) => {
  const real = await original<typeof import('#lib/signal/queue-message.ts')>();
  return { ...real, readQueueMessage: vi.fn(real.readQueueMessage) };
});

let at: Responder;
beforeEach(async () => {
  at = await responder();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('an alert of GitHub', () => {
  it('is contained, told and looked at again', async () => {
    await at.respond(alert);
    expect(at.account.user.keys[key]).toBe('Inactive');
    expect(subjects(at.told.mails)).toEqual([`Contained: AWS key ${key} of deploy-bot`]);
    expect(at.told.looks).toEqual([[`${key}-1`, 1, 10]]);
    expect(at.told.pages).toEqual([]);
  });

  it('is remembered as handled once it was, so that no poll brings it again', async () => {
    at.withoutAttaching();
    await expect(at.respond(alert)).rejects.toBeInstanceOf(NotContainedYet);
    expect(at.told.handled).toEqual([]);
    at.attachingAgain();
    await at.respond(alert);
    expect(at.told.handled).toMatchObject([{ alertNumber: 7 }]);
  });

  it('that cannot be read now stays on the queue', async () => {
    at.deps.readAlert = async () => {
      throw new Error('GitHub is down');
    };
    await expect(at.respond(alert)).rejects.toThrow('GitHub is down');
    expect([at.told.deadLetters, at.told.handled]).toEqual([[], []]);
  });

  it('with two keys has both contained', async () => {
    at.account.user.keys[otherKey] = 'Active';
    const second = signal({ id: 'manual:2', accessKeyId: otherKey });
    at.github.reading = { kind: 'leak', signals: [signal(), second] };
    await at.respond(alert);
    expect(at.account.user.keys).toEqual({ [key]: 'Inactive', [otherKey]: 'Inactive' });
  });

  it('whose first key is busy is kept, but not before its second key is off', async () => {
    at.account.user.keys[otherKey] = 'Active';
    await at.store.claim(key, signal({ id: 'manual:0' }));
    const second = signal({ id: 'manual:2', accessKeyId: otherKey });
    at.github.reading = { kind: 'leak', signals: [signal(), second] };
    await expect(at.respond(alert)).rejects.toBeInstanceOf(IncidentBusy);
    expect(at.account.user.keys[otherKey]).toBe('Inactive');
    expect((await at.store.find(otherKey))?.status).toBe('contained');
  });
});

describe('a report that is no leak', () => {
  const report = (tell: 'mail' | 'digest' | 'log') => {
    at.github.reading = { kind: 'not-a-leak', reason: 'resolved as false positive', tell, id: 'r1' };
    return at.respond(alert);
  };

  it('is mailed once where a person should know at once', async () => {
    await report('mail');
    await report('mail');
    expect(at.told.mails[0]?.body).toBe('resolved as false positive\n\nNothing was changed.');
    expect([at.told.mails.length, at.told.pages, at.told.notes]).toEqual([1, [], []]);
  });

  it('waits for the digest where that is soon enough', async () => {
    await report('digest');
    expect(at.told.notes).toEqual([{ id: 'r1', kind: 'reported', text: 'resolved as false positive' }]);
    expect([at.told.mails, at.told.pages]).toEqual([[], []]);
  });

  it('is only logged where nobody has to know', async () => {
    const logged = vi.spyOn(logger, 'info').mockReturnValue();
    await report('log');
    expect(logged).toHaveBeenCalledWith('reported, not acted on', {
      reason: 'resolved as false positive',
      tell: 'log',
    });
    expect([at.told.mails, at.told.pages, at.told.notes]).toEqual([[], [], []]);
  });

  it.each(['mail', 'digest', 'log'] as const)('changes nothing: %s', async (tell) => {
    await report(tell);
    expect(at.account.mock.calls()).toEqual([]);
    expect(at.told.handled).toHaveLength(1);
  });
});

describe('a leak that nobody has to be woken for', () => {
  it.each([
    ['of documentation', 'documentation', 'AKIAIOSFODNN7EXAMPLE'],
    ['of an account that is not ours', 'not-ours', otherKey],
    ['that is off, of a user who is denied', 'inactive', key],
  ])('is noted for the digest, and neither mailed nor paged: a key %s', async (_, kind, accessKeyId) => {
    at.deps.accountOfKey = async () => '999988887777';
    at.account.user.keys[key] = 'Inactive';
    at.account.user.policies.push(denyAll);
    at.github.reading = { kind: 'leak', signals: [signal({ accessKeyId })] };
    await at.respond(alert);
    await at.respond(alert);
    expect(at.told.notes).toMatchObject([{ kind, id: `${kind}:${accessKeyId}-1` }]);
    expect([at.told.mails, at.told.pages]).toEqual([[], []]);
    expect(changes(at.account.mock)).toEqual([]);
  });
});

describe('a leak whose key nobody can tell', () => {
  it('is paged, mailed once, and people are told to act by hand', async () => {
    const reason = 'an AWS secret leaked and its key id is not known';
    at.github.reading = { kind: 'undecided', reason };
    await at.respond(alert);
    await at.respond(alert);
    const [mail, ...more] = at.told.mails;
    expect(more).toEqual([]);
    expect(at.told.pages[0]).toMatchObject(mail ?? {});
    expect(new Set(at.told.pages.map(({ id }) => id)).size).toBe(1);
    expect(mail?.subject).toMatch(/^NOT CONTAINED/);
    expect(mail?.body).toContain('its key id is not known');
    expect(changes(at.account.mock)).toEqual([]);
  });
});

describe('a leak that is not contained yet', () => {
  it('keeps the message, and the next try contains it', async () => {
    at.withoutAttaching();
    const failing = at.respond(alert);
    await expect(failing).rejects.toBeInstanceOf(NotContainedYet);
    await expect(failing).rejects.toThrow(
      `${key}-1 is partly-contained: deny-user: iam:AttachUserPolicy failed`,
    );
    expect(subjects(at.told.pages)).toEqual([expect.stringMatching(/^NOT CONTAINED/)]);
    at.attachingAgain();
    await at.respond(alert);
    expect(subjects(at.told.mails)).toEqual([
      expect.stringMatching(/^NOT CONTAINED/),
      expect.stringMatching(/^Contained/),
    ]);
  });

  it('and never will be is told by page and leaves the queue', async () => {
    at.github.reading = { kind: 'leak', signals: [signal({ accessKeyId: `ABIA${key.slice(4)}` })] };
    await at.respond(alert);
    expect(at.told.pages).toHaveLength(1);
  });

  it('keeps the message while people could not be told', async () => {
    at.deps.afterwards = async () => {
      throw new Error('SNS is down');
    };
    await expect(at.respond(alert)).rejects.toThrow('SNS is down');
    expect(at.account.user.keys[key]).toBe('Inactive');
  });
});

describe('a finding of GuardDuty', () => {
  const sent = (event: unknown) => ({ kind: 'guardduty', event });

  it('is contained like any other leak', async () => {
    const { accessKeyId } = userEvent.detail.resource.accessKeyDetails;
    at.account.user.keys[accessKeyId] = 'Active';
    await at.respond(sent(userEvent));
    expect(at.account.user.keys[accessKeyId]).toBe('Inactive');
  });

  it('that is malformed is kept for people', async () => {
    await at.respond(sent({ ...userEvent, detail: 5 }));
    expect(at.told.deadLetters).toHaveLength(1);
    expect(at.told.pages[0]?.body).toContain('event.detail');
  });
});

describe('a message that nobody understands', () => {
  it('is kept for people without its secrets, and paged as the same page each time', async () => {
    const secret = randomBytes(30).toString('base64');
    const body = JSON.stringify({ kind: 'alert', secretAccessKey: secret, key });
    await respondToMessage(body, at.deps);
    await respondToMessage(body, at.deps);
    expect(at.told.deadLetters[0]).toContain(key);
    expect(at.told.deadLetters[0]).not.toContain(secret);
    expect(at.told.pages[0]?.subject).toBe('DEAD LETTERS: a message was not understood');
    expect(at.told.pages[0]?.body).toContain('kind must be github-alert, look-again');
    expect(new Set(at.told.pages.map(({ id }) => id)).size).toBe(1);
  });

  it('stays on the queue where it cannot be kept', async () => {
    at.deps.channels.keepDeadLetter = async () => {
      throw new Error('SQS is down');
    };
    await expect(respondToMessage('{', at.deps)).rejects.toThrow('SQS is down');
    expect(at.told.pages).toEqual([]);
  });

  it('and whose kind has no handler stays on the queue: SQS would delete what counts as done', async () => {
    vi.mocked(readQueueMessage).mockReturnValueOnce(JSON.parse('{"kind":"moon-phase"}'));
    await expect(at.respond({})).rejects.toThrow('a message of this kind has no handler');
    expect([at.told.mails, at.told.pages, at.told.deadLetters]).toEqual([[], [], []]);
  });
});
