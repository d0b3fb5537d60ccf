import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { type FileReading, readTrailFiles } from '#lib/investigation/files/read-trail-files.ts';

/** A record by its number, in the shape that CloudTrail writes: lists of objects, brackets and quotes inside of texts. */
export const record = (number: number): Json => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', userName: 'deploy-bot', accessKeyId: 'AKIAEXAMPLELEAKED001' },
  eventTime: '2026-01-05T09:00:00Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreatePolicy',
  awsRegion: 'us-east-1',
  requestParameters: { policyDocument: '{"Statement":[{"Effect":"Allow"},{"Sid":"}],{\\"x"}]}', tags: [] },
  responseElements: null,
  eventID: `event-${number}`,
  resources: [
    { type: 'AWS::IAM::Policy', ARN: 'arn:aws:iam::111122223333:policy/{brace}' },
    { type: 'AWS::IAM::User', ARN: 'arn:aws:iam::111122223333:user/ü' },
  ],
});

export const records = (count: number): Json[] =>
  Array.from({ length: count }, (_, number) => record(number));

/** The same record as an event of LookupEvents. */
export const lookedUp = (inner: Json): Json => ({
  EventId: inner['eventID'],
  EventName: inner['eventName'],
  ReadOnly: 'false',
  AccessKeyId: 'AKIAEXAMPLELEAKED001',
  EventTime: '2026-01-05T10:00:00+01:00',
  EventSource: inner['eventSource'],
  Username: 'deploy-bot',
  Resources: [],
  CloudTrailEvent: JSON.stringify(inner),
});

/** The same record as EventBridge delivers it. */
export const delivered = (detail: Json, kind = 'AWS API Call via CloudTrail'): Json => ({
  version: '0',
  id: 'c8c4f1d2-0000-4000-8000-000000000000',
  'detail-type': kind,
  source: 'aws.iam',
  account: '111122223333',
  time: '2026-01-05T09:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail,
});

const made: string[] = [];
afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true });
});

/** A folder with these files in it, by their paths inside of it. It goes when the tests have ended. */
export const folderOf = async (files: Record<string, string | Buffer>): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tourniquet-trail-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return folder;
};

/** What was read, and how. */
export interface Read {
  taken: Json[];
  readings: FileReading[];
}

export const readAll = async (...paths: string[]): Promise<Read> => {
  const taken: Json[] = [];
  return { readings: await readTrailFiles(paths, (each) => taken.push(each)), taken };
};

/** Reads a file beside one that can be read, so that nothing is thrown. */
export const readOne = async (content: string | Buffer): Promise<{ taken: Json[] } & FileReading> => {
  const folder = await folderOf({ given: content, other: '{"Records":[]}' });
  const { taken, readings } = await readAll(path.join(folder, 'given'), path.join(folder, 'other'));
  const [reading] = readings;
  if (!reading) throw new Error('no reading');
  return { taken, ...reading };
};
