import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { githubAlertRef, readGithubWebhook } from '#lib/signal/github-webhook.ts';
import { bytesOf, locationBody, setAt } from '#test/fixtures/github/payload.ts';

const at = '2026-11-20T03:00:00.000Z';
const readWith = (field: string, value: unknown) =>
  readGithubWebhook(bytesOf(locationBody((body) => setAt(body, field, value))), at);
const refWith = (field: string, value: unknown) => {
  const reading = readWith(field, value);
  if (reading.kind !== 'alert') throw new Error(`an alert was expected: ${JSON.stringify(reading)}`);
  expect(githubAlertRef.safeParse(reading.ref).success).toBe(true);
  return reading.ref;
};

describe('a webhook about a further place of an alert', () => {
  test('becomes a message about the alert, with the file', () => {
    expect(readGithubWebhook(bytesOf(locationBody()), at)).toMatchObject({
      kind: 'alert',
      ref: {
        action: 'location_created',
        alertNumber: 7,
        location: { path: 'config/aws.env', startLine: 3, endLine: 3, blobSha: 'b'.repeat(40) },
      },
    });
  });

  test.each(['reopened', 'deleted', 'publicly_leaked'])('is only noted when the place was %s', (action) => {
    expect(readWith('action', action)).toEqual({
      kind: 'ignored',
      reason: `the action "${action}" reports no new leak`,
    });
  });

  test('without a place is one about the alert itself', () => {
    expect(refWith('location', undefined)).toMatchObject({ action: 'created' });
    expect(refWith('location', undefined)).not.toHaveProperty('location');
  });

  // No leak is dropped for its file: the alert is read all the same, and says itself where it stands.
  test.each([
    ['location.type', 'issue_title'],
    ['location.type', 'wiki_commit'],
    ['location.type', 'a_type_of_tomorrow'],
    ['location.details', undefined],
    ['location.details', null],
    ['location.details', 'config/aws.env'],
    ['location.details', []],
    ['location.details', { issue_title_url: 'https://api.github.com/repos/acme/shop/issues/1' }],
    ['location.details.path', undefined],
    ['location.details.path', null],
    ['location.details.path', 7],
    ['location.details.path', ''],
    ['location.details.path', 'a/'.repeat(501)],
    ['location.details.start_line', '3'],
    ['location.details.start_line', 1e300],
    ['location.details.end_line', null],
    ['location.details.blob_sha', undefined],
    ['location.details.blob_sha', 7],
    ['location.details.blob_sha', '../../../user'],
    ['location.details.blob_sha', 'B'.repeat(40)],
    ['location.details.blob_sha', `${'b'.repeat(40)}?`],
  ])('is queued without its file when %s is %j', (field, value) => {
    const ref = refWith(field, value);
    expect(ref.action).toBe('location_created');
    expect(ref).not.toHaveProperty('location');
  });

  test('puts no secret on the queue that stands in the name of a file', () => {
    const secret = randomBytes(60).toString('base64').replaceAll(/[+/]/g, '').slice(0, 40);
    const ref = refWith('location.details.path', `keys/aws_secret_access_key=${secret}`);
    expect(ref.location?.path).toContain('[redacted]');
    expect(JSON.stringify(ref)).not.toContain(secret);
  });
});
