import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { NotContainedYet, pageWhenStuck } from '#lib/containment/respond.ts';
import { logger } from '#lib/platform/logger.ts';
import { incident } from './incidents.ts';
import { type Responder, responder, subjects } from './responder.ts';

let at: Responder;
beforeEach(async () => {
  at = await responder();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const down = new Error('DynamoDB is down');
const stuck = (error: unknown, receives: number, body = '{"kind":"github-alert"}') =>
  pageWhenStuck(error, receives, body, at.deps);

describe('a message that keeps failing', () => {
  it('is paged from its second failure on, as the same page, with what to do', async () => {
    await stuck(down, 1);
    expect(at.told.pages).toEqual([]);
    await stuck(down, 2);
    await stuck(down, 3);
    expect(subjects(at.told.pages)).toEqual(Array(2).fill('NOT CONTAINED: a leak signal cannot be handled'));
    expect(at.told.pages[0]?.body).toContain('Error: DynamoDB is down');
    expect(new Set(at.told.pages.map(({ id }) => id)).size).toBe(1);
  });

  it('is a page of its own for each message', async () => {
    await stuck(down, 2, 'one');
    await stuck(down, 2, 'two');
    expect(new Set(at.told.pages.map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    ['its incident was told already', new NotContainedYet([incident()])],
    ['another run is at it', new IncidentBusy(incident(), '2026-11-23T03:00:35.000Z')],
  ])('is not paged where %s', async (_, error) => {
    await stuck(error, 5);
    expect(at.told.pages).toEqual([]);
  });

  it('is paged without a secret that stands in the error, and what is thrown need be no Error', async () => {
    const secret = randomBytes(30).toString('base64');
    await stuck(`aws_secret_access_key=${secret}`, 2);
    expect(at.told.pages[0]?.body).not.toContain(secret);
  });

  it('stays on the queue whatever happens to the page: nothing is thrown', async () => {
    const logged = vi.spyOn(logger, 'error').mockReturnValue();
    at.deps.channels.page = async () => {
      throw new Error('SNS is down');
    };
    await stuck(down, 2);
    expect(logged).toHaveBeenCalledWith('nobody could be paged', { error: new Error('SNS is down') });
  });
});
