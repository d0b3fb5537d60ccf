import type { DurableContext } from '@aws/durable-execution-sdk-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Crash, crashing } from '../unit/local/durable/crashes.ts';
import { hour, resultOf, startRig } from '../unit/local/durable/rig.ts';

/** A small durable function. */
type Node =
  | { kind: 'step'; failures: number }
  | { kind: 'wait'; hours: number }
  | { kind: 'child'; body: Node[] }
  | { kind: 'parallel'; branches: Node[][] };

const { program } = fc.letrec<{ program: Node[]; node: Node }>((tie) => ({
  program: fc.array(tie('node'), { maxLength: 3 }),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('step' as const), failures: fc.nat(2) }),
    fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ kind: fc.constant('child' as const), body: tie('program') }),
    fc.record({
      kind: fc.constant('parallel' as const),
      branches: fc.array(tie('program'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

const crashes = fc.array(
  fc.record<Crash>({
    when: fc.constantFrom('before', 'after', 'answer'),
    nth: fc.integer({ min: 1, max: 12 }),
  }),
  { maxLength: 6 },
);

/** What a step gives: every time that it runs another receipt. */
interface Receipt {
  step: string;
  receipt: number;
}

type Outcome = Receipt | 'waited' | Outcome[];

const isReceipt = (outcome: Outcome): outcome is Receipt =>
  typeof outcome === 'object' && !Array.isArray(outcome);

const receiptsIn = (outcome: Outcome): Receipt[] =>
  Array.isArray(outcome) ? outcome.flatMap(receiptsIn) : isReceipt(outcome) ? [outcome] : [];

/** The outcome but for the receipts. */
const shapeOf = (outcome: Outcome): unknown =>
  Array.isArray(outcome) ? outcome.map(shapeOf) : isReceipt(outcome) ? outcome.step : outcome;

/** What a program gives, by definition: without the SDK and the engine. */
const meaning = (nodes: Node[], path = ''): unknown =>
  nodes.map((node, at) => {
    const name = `${path}/${at}`;
    if (node.kind === 'step') return name;
    if (node.kind === 'wait') return 'waited';
    if (node.kind === 'child') return meaning(node.body, name);
    return node.branches.map((branch, index) => meaning(branch, `${name}.${index}`));
  });

/** Runs a program on the SDK. @param done tells of every step that was carried out */
const run = async (
  nodes: Node[],
  context: DurableContext,
  done: (step: string) => Receipt,
  path = '',
): Promise<Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const [at, node] of nodes.entries()) {
    outcomes.push(await runNode(node, context, done, `${path}/${at}`));
  }
  return outcomes;
};

const runNode = async (
  node: Node,
  context: DurableContext,
  done: (step: string) => Receipt,
  name: string,
): Promise<Outcome> => {
  if (node.kind === 'wait') {
    await context.wait(name, { hours: node.hours });
    return 'waited';
  }
  if (node.kind === 'child') {
    return context.runInChildContext(name, (child) => run(node.body, child, done, name));
  }
  if (node.kind === 'parallel') {
    const branches = node.branches.map(
      (branch, index) => (child: DurableContext) => run(branch, child, done, `${name}.${index}`),
    );
    return (await context.parallel(name, branches)).getResults();
  }
  const attemptIt = async ({ attempt = 1 }: { attempt?: number }) => {
    if (attempt <= node.failures) throw new Error(`attempt ${attempt}`);
    return done(name);
  };
  return context.step(name, attemptIt, {
    retryStrategy: () => ({ shouldRetry: true, delay: { hours: 1 } }),
  });
};

const play = async (nodes: Node[], wanted: Crash[]) => {
  const carriedOut: Receipt[] = [];
  const done = (step: string): Receipt => {
    const receipt = { step, receipt: carriedOut.length };
    carriedOut.push(receipt);
    return receipt;
  };
  const { around, struck } = crashing(wanted);
  const rig = startRig((_, context) => run(nodes, context, done), around);
  const execution = await rig.play();
  return { execution, carriedOut, struck };
};

let disturbed = 0;

const check = async ({ nodes, wanted }: { nodes: Node[]; wanted: Crash[] }): Promise<void> => {
  const { execution, carriedOut, struck } = await play(nodes, wanted);
  disturbed += Math.min(struck.length, 1);
  expect(execution).toMatchObject({ status: 'SUCCEEDED' });
  const outcome = resultOf(execution) as Outcome;
  expect(shapeOf(outcome)).toEqual(meaning(nodes));
  // What was used is what was recorded: for each step one result, of those that it gave.
  const operations = execution.operations();
  const recorded = operations
    .filter(({ Type }) => Type === 'STEP')
    .map(({ StepDetails }) => JSON.parse(StepDetails?.Result ?? 'null'));
  const byStep = (one: Receipt, other: Receipt) => (one.step < other.step ? -1 : 1);
  const used = receiptsIn(outcome);
  expect([...used].sort(byStep)).toEqual(recorded.sort(byStep));
  for (const receipt of used) expect(carriedOut).toContainEqual(receipt);
  // A wait is neither cut short nor begun anew.
  for (const { Type, StartTimestamp, EndTimestamp } of operations) {
    if (Type !== 'WAIT') continue;
    const took = (EndTimestamp?.getTime() ?? 0) - StartTimestamp.getTime();
    expect(took % hour).toBe(0);
    expect(took).toBeGreaterThanOrEqual(hour);
  }
};

test('whatever crashes when, a program ends as if nothing had crashed, and each step counts once', async () => {
  // Side by side, since the SDK takes 20 ms to suspend.
  const programs = fc.array(fc.record({ nodes: program, wanted: crashes }), { maxLength: 60, size: 'max' });
  await fc.assert(
    fc.asyncProperty(programs, async (cases) => {
      await Promise.all(cases.map(check));
    }),
    { numRuns: process.env['LONG'] ? 120 : 6 },
  );
  // Or it would have held because nothing crashed.
  expect(disturbed).toBeGreaterThan(20);
}, 900_000);
