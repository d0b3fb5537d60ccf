import type { Json } from '#lib/investigation/detail.ts';
import { MadeThings } from '#lib/investigation/made-things.ts';
import { actionOf } from '#lib/investigation/making.ts';
import { apiName, readRecord } from '#lib/investigation/trail-record.ts';
import type { Case, Gone } from './case.ts';

/** The record of a call as it is read. */
export const recordOf = (call: string, asked: Json | null, answered: Json | null, more: Json = {}) => {
  const [service = '', eventName = ''] = call.split(':');
  return readRecord({
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', accessKeyId: 'AKIATOURNIQUETTEST01' },
    eventTime: '2026-03-01T10:00:00Z',
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-west-1',
    requestParameters: asked,
    responseElements: answered,
    eventID: `event of ${call}`,
    ...more,
  });
};
export const at = (minute: number): Json => ({ eventTime: `2026-03-01T11:0${minute}:00Z` });
export const actionIn = (call: string): string => {
  const [service = '', eventName = ''] = call.split(':');
  return actionOf(`${service}.amazonaws.com`, apiName(eventName));
};

/** What is told after a call that made something and the calls that took things away, a minute after each other. */
export const thingsAfter = ([call, asked, answered]: Case, ...gone: Gone[]) => {
  const things = new MadeThings();
  things.add(recordOf(call, asked, answered));
  for (const [index, [name, request, response = null]] of gone.entries())
    things.add(recordOf(name, request, response, at(index)));
  return things.result();
};
