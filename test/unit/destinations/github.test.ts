import { beforeEach, describe, expect, it, vi } from 'vitest';
import { mayCloseAlerts } from '#infra/local/drill/leak.ts';
import { github } from '#lib/destinations/github.ts';
import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { isOwnComment, ownComment } from '#lib/signal/github/own-comment.ts';
import { githubClientFor } from '#lib/signal/github-alert.ts';
import { newKeyId } from '#test/fixtures/github/generate.ts';
import { githubWorld, repository } from '#test/fixtures/github/world.ts';
import { key, signal } from '../containment/fake-account.ts';
import { incident } from '../containment/incidents.ts';

const world = githubWorld();
let reopening: string[];

beforeEach(() => {
  mayCloseAlerts(world().github);
  reopening = [];
});

const before: DestinationOutcome = { destination: 'github', outcome: 'done', status: 'contained', at: '' };

const teller = () => {
  const { app, apiUrl } = world().github;
  const client = githubClientFor(app, apiUrl);
  return github({
    clientFor: async () => client,
    reopening: async ({ alertNumber }) => {
      // Noted before GitHub knows of it.
      expect(standing(alertNumber).resolution).toBe('revoked');
      reopening.push(`#${alertNumber}`);
    },
  });
};

const newAlert = (more: object = {}): number => world().github.addAlert(repository, { secret: key, ...more });
const standing = (number: number) => world().github.webhookPayload(repository, number).alert;
const reportedBy = (...ids: string[]) =>
  ids.map((id) => signal({ source: 'github', id, accessKeyId: key, url: 'https://github.com/acme/shop/7' }));
const idOf = (number: number) => `github:${repository}#${number}`;

const tell = (numbers: number[], over: Partial<Incident> = {}) =>
  teller().tell(
    incident({ signals: reportedBy(...numbers.map(idOf)), ...over }),
    over.status ? before : undefined,
  );

const changes = () =>
  world()
    .asked()
    .filter((each) => each.startsWith('PATCH'));

describe('a contained incident', () => {
  it('closes every alert that reported its key as revoked, and names the incident', async () => {
    const numbers = [newAlert(), newAlert()];
    expect(await tell(numbers)).toEqual({ outcome: 'done', reference: 'https://github.com/acme/shop/7' });
    for (const number of numbers) {
      const { resolution, resolution_comment: comment } = standing(number);
      expect(resolution).toBe('revoked');
      expect(comment).toContain(incident().incidentId);
      expect(String(comment).length).toBeLessThanOrEqual(280);
    }
  });

  it('never has GitHub send the secret of an alert to look at it', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const number = newAlert();
    await tell([number]);
    const asked = fetched.mock.calls.filter(([, init]) => init?.method === 'GET').map(([url]) => String(url));
    expect(asked.filter((url) => url.includes(`/alerts/${number}`))).toEqual([
      expect.stringContaining(`/alerts/${number}?hide_secret=true`),
    ]);
    fetched.mockRestore();
  });

  it('leaves what a person has closed as it is', async () => {
    const number = newAlert({ resolution: 'false_positive' });
    expect(await tell([number])).toMatchObject({ outcome: 'done' });
    expect(standing(number).resolution).toBe('false_positive');
    expect(changes()).toEqual([]);
  });

  it('does it once, however often it is told', async () => {
    const number = newAlert();
    await tell([number]);
    await tell([number]);
    expect(changes()).toHaveLength(1);
  });

  it('leaves an alert that holds further keys to people', async () => {
    const number = newAlert();
    const told = await teller().tell(incident({ signals: reportedBy(`${idOf(number)}:${key}`) }), undefined);
    expect(told).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('other keys') });
    expect(changes()).toEqual([]);
  });

  it('does not touch alerts of other keys that it was joined by', async () => {
    const number = newAlert();
    const other = signal({ source: 'github', id: idOf(number), accessKeyId: newKeyId() });
    expect(await teller().tell(incident({ signals: [other] }), undefined)).toBeUndefined();
  });

  it('is nothing to tell where no alert reported it', async () => {
    expect(
      await teller().tell(incident({ signals: [signal({ source: 'guardduty' })] }), undefined),
    ).toBeUndefined();
  });
});

it.each(['partly-contained', 'not-contained', 'observed', 'not-ours', 'protected'] as const)(
  'an incident that is %s changes no alert',
  async (status) => {
    const number = newAlert();
    expect(await tell([number], { status })).toBeUndefined();
    expect(standing(number).resolution).toBeNull();
  },
);

describe('what GitHub refuses', () => {
  it('under delegated dismissal is for a reviewer', async () => {
    world().github.delegateDismissal(repository);
    expect(await tell([newAlert()])).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('a reviewer must close the alert'),
    });
  });

  it('for want of a permission fails, and says which to grant', async () => {
    const { github: local } = world();
    const permissions = { metadata: 'read', secret_scanning_alerts: 'read', contents: 'read' } as const;
    local.setInstallation({ id: local.installationId, permissions });
    await expect(tell([newAlert()])).rejects.toThrow('"Secret scanning alerts: write"');
  });

  it('because somebody was quicker is done', async () => {
    const number = newAlert({ resolution: 'revoked', resolutionComment: 'by hand' });
    // The first look still shows it open.
    world().github.fail({
      path: new RegExp(`alerts/${number}$`),
      times: 1,
      effect: { kind: 'body', body: { secret_type: 'aws', resolution: null } },
    });
    expect(await tell([number])).toMatchObject({ outcome: 'done' });
    expect(changes()).toHaveLength(1);
    expect(standing(number).resolution_comment).toBe('by hand');
  });

  it('of one alert does not keep another from being closed', async () => {
    const [gone, open] = [newAlert(), newAlert()];
    world().github.fail({ path: new RegExp(`alerts/${gone}$`), effect: { kind: 'status', status: 500 } });
    await expect(tell([gone, open])).rejects.toThrow(new RegExp(`#${gone}: GitHub is not available`));
    expect(standing(open).resolution).toBe('revoked');
  });
});

describe('a restored incident', () => {
  it('opens again what it had closed, noted before', async () => {
    const number = newAlert();
    await tell([number]);
    expect(await tell([number], { status: 'restored' })).toMatchObject({ outcome: 'done' });
    expect(standing(number).resolution).toBeNull();
    expect(reopening).toEqual([`#${number}`]);
  });

  it.each([
    ['closed as something else', 'wont_fix', 'by me'],
    ['closed as revoked as well', 'revoked', 'by me'],
    ['closed for another incident of ours', 'revoked', ownComment('AKIA-9')],
  ])('leaves what a person or another incident has %s', async (_, resolution, resolutionComment) => {
    const number = newAlert({ resolution, resolutionComment });
    await tell([number], { status: 'restored' });
    expect(standing(number).resolution).toBe(resolution);
    expect(reopening).toEqual([]);
  });

  it('is nothing to tell where nothing was told before', async () => {
    const about = incident({ status: 'restored', signals: reportedBy(idOf(newAlert())) });
    expect(await teller().tell(about, undefined)).toBeUndefined();
  });
});

it('knows its own comment, and fits an alert however long the id is', () => {
  expect(isOwnComment(ownComment('AKIA-1'))).toBe(true);
  expect(isOwnComment('revoked by hand')).toBe(false);
  expect(isOwnComment(undefined)).toBe(false);
  expect(ownComment('x'.repeat(230)).length).toBe(280);
});
