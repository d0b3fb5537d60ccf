import { inert } from '#lib/platform/plain-text.ts';
import { amount } from '../layout.ts';
import { kindsOf } from '../made/things.ts';
import type { Calls } from './groups.ts';

/** What the reading calls of a service hand over, for people. */
const contents: Readonly<Record<string, string>> = {
  secretsmanager: 'secrets',
  ssm: 'parameters',
  s3: 'objects',
  ebs: 'snapshots',
  dynamodb: 'tables',
  'rds-data': 'databases',
  rdsdata: 'databases',
  'redshift-data': 'databases',
  rds: 'database logs',
  athena: 'query results',
  kms: 'encrypted data',
  logs: 'logs',
  cloudtrail: 'the trail',
  lambda: 'function code',
  ecr: 'images',
  codecommit: 'source code',
  kinesis: 'streams',
  sqs: 'messages',
  acm: 'certificates',
  apigateway: 'API keys',
  ec2: 'instance data',
};

const times = (number: number): string => (number === 1 ? 'once' : amount(number, 'time'));

export const succeeded = ({ events, failed }: Calls): number => Math.max(0, events - failed);

const serviceOf = ({ action }: Calls): string => action.slice(0, action.indexOf(':'));

/** `read secrets 3 times, objects once`: by what was handed over, the most frequent first. */
export const readWords = (calls: readonly Calls[]): string => {
  const totals = new Map<string, number>();
  for (const call of calls) {
    const service = serviceOf(call);
    const what = Object.hasOwn(contents, service) ? contents[service] : undefined;
    const name = what ?? inert(`data of ${service}`, 40);
    totals.set(name, (totals.get(name) ?? 0) + succeeded(call));
  }
  const all = [...totals].toSorted(([, one], [, other]) => other - one);
  return `read ${all.map(([what, number]) => `${what} ${times(number)}`).join(', ')}`;
};

const verbs: Readonly<Record<string, string>> = {
  Run: 'started',
  Start: 'started',
  Request: 'requested',
  Create: 'made',
  Purchase: 'bought',
  Allocate: 'took',
  Invoke: 'invoked',
  Send: 'sent',
  Submit: 'started',
  Register: 'registered',
  Restore: 'restored',
  Delete: 'deleted',
  Batch: 'deleted',
  Terminate: 'ended',
  Purge: 'emptied',
  Deregister: 'removed',
  Release: 'gave up',
  Deactivate: 'switched off',
  Disable: 'switched off',
};

/** The words of a name in camel case: `Delete DB instance` is `DeleteDBInstance`. */
const wordsOf = (name: string): string[] => name.match(/[A-Z]+(?![a-z])|[A-Z][a-z0-9]*/g) ?? [];

const lower = (word: string): string => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase());

/** `bucket policy` of `s3:PutBucketPolicy`: what a call is about, without what it does with it. */
export const objectOf = (action: string): string => {
  const [, ...about] = wordsOf(action.slice(action.indexOf(':') + 1));
  return inert(about.map(lower).join(' '), 40) || inert(action, 40);
};

/** `started 4 instances`, `deleted 2 buckets`, `ended instances 3 times`; the action itself where its name says nothing. */
export const didWords = (call: Calls): string => {
  const { action, made } = call;
  const [first = '', ...about] = wordsOf(action.slice(action.indexOf(':') + 1));
  const verb = Object.hasOwn(verbs, first) ? verbs[first] : undefined;
  if (!verb || about.length === 0) return `${inert(action, 60)} ${times(succeeded(call))}`;
  if (made) return `${verb} ${amount(made.number, kindsOf(made.kind, 1), kindsOf(made.kind, made.number))}`;
  const object = objectOf(action);
  // Each call takes one thing, unless its name says that it takes several.
  return object.endsWith('s')
    ? `${verb} ${object} ${times(succeeded(call))}`
    : `${verb} ${amount(succeeded(call), object, kindsOf(object, 2))}`;
};
