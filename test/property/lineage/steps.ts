import fc from 'fast-check';

/** How a call ends. Some that fail have a response all the same, as only a forger would write it. */
export type Outcome = 'done' | 'refused' | 'refused with a response' | 'only a message';

const outcome = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Outcome>('done') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Outcome>('refused', 'refused with a response', 'only a message'),
  },
);
const how = fc.constantFrom(
  'AssumeRole',
  'CreateAccessKey',
  'GetSessionToken',
  'GetFederationToken',
  'AssumeRoot',
);
/** One of those who hold a credential at that time, of the lineage where it is even: 0 is the leaked key. */
const by = fc.nat({ max: 40 });
const role = fc.nat({ max: 5 });
const yes = fc.boolean();

/** What can happen, each as one call or a few that belong together. */
const steps = {
  act: fc.record({ does: fc.constant('act'), by, outcome }),
  issue: fc.record({ does: fc.constant('issue'), by, how, role, outcome }),
  twice: fc.record({ does: fc.constant('issue twice'), by, role }),
  anotherId: fc.record({ does: fc.constant('use under another id'), by, outcome }),
  chain: fc.record({
    does: fc.constant('chain'),
    by,
    hops: fc.oneof(fc.constant(10), fc.integer({ min: 1, max: 10 })),
  }),
  fan: fc.record({ does: fc.constant('fan'), by, how, width: fc.integer({ min: 1, max: 8 }) }),
  users: fc.record({
    does: fc.constant('make users with keys'),
    by,
    users: fc.integer({ min: 1, max: 3 }),
  }),
  open: fc.record({ does: fc.constant('open a role'), by, role, made: yes, outcome }),
  across: fc.record({
    does: fc.constant('issue across accounts'),
    by,
    seen: fc.constantFrom('both', 'theirs', 'ours'),
    outcome,
  }),
  login: fc.record({
    does: fc.constant('log in'),
    by,
    made: yes,
    before: yes,
    outcome,
    between: fc.constantFrom('nothing', 'changed', 'refused'),
    login: fc.constantFrom('Success', 'Failure'),
    atLogin: yes,
  }),
  signIn: fc.record({ does: fc.constant('sign in'), by, follow: yes, outcome }),
  compute: fc.record({
    does: fc.constant('start compute'),
    by,
    what: fc.constantFrom('RunInstances', 'CreateFunction'),
    outcome,
    shown: fc.constantFrom('taken', 'delivered', 'used'),
  }),
  lure: fc.record({
    does: fc.constant('lure'),
    by,
    about: by,
    into: fc.constantFrom(
      'user agent',
      'request',
      'error message',
      'failed response',
      'text in a response',
      'metadata',
    ),
  }),
  namesake: fc.record({ does: fc.constant('name like a key'), by, about: by, role: yes }),
  twin: fc.record({
    does: fc.constant('twin'),
    by,
    change: fc.constantFrom(
      'another last letter',
      'another first letter',
      'lower case',
      'one more',
      'one less',
      'a blank behind it',
    ),
  }),
};

type Value<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Inside> ? Inside : never;
type Steps = { [Name in keyof typeof steps]: Value<(typeof steps)[Name]> };
export type Step = Steps[keyof Steps];
export type How = Steps['issue']['how'];
export type Seen = Steps['across']['seen'];
export type Login = Steps['login'];
export type Compute = Steps['compute'];
export type Lure = Steps['lure']['into'];
export type Change = Steps['twin']['change'];

/** How the trail is delivered: records given twice, and records moved to the front. */
export interface Delivery {
  twice: number[];
  moved: number[];
}

export interface Story {
  steps: Step[];
  delivery: Delivery;
}

export const stories: fc.Arbitrary<Story> = fc.record({
  steps: fc.array(fc.oneof(...Object.values<fc.Arbitrary<Step>>(steps)), { maxLength: 25, size: 'max' }),
  delivery: fc.record({
    twice: fc.array(fc.nat({ max: 200 }), { maxLength: 10 }),
    moved: fc.array(fc.nat({ max: 200 }), { maxLength: 60, size: 'max' }),
  }),
});
