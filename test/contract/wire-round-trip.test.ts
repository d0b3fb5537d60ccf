import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsError, type Operation, type Shape } from '#infra/local/contract.ts';
import { serviceModel } from '#infra/local/wire/catalogue.ts';
import type { OperationModel, ServiceModel } from '#infra/local/wire/model.ts';
import { service, startRig } from '#test/unit/local/server-rig.ts';
import { anyOf } from './wire-round-trip/generate.ts';
import { SERVED, type Served } from './wire-round-trip/served.ts';

/**
 * The schemas are exported by the SDK's clients but not promised. Whatever an update changes about them must show
 * here: every operation's input and output goes through the real client and the server, both ways.
 */
const RUNS = process.env['LONG'] ? 8 : 2;

for (const served of SERVED) {
  const model = await serviceModel({ name: served.name, client: `@aws-sdk/client-${served.client}` });
  const operations = [...model.operations.values()].filter(({ name }) => isServed(served, name));

  describe(`${served.name} on the wire`, () => {
    const exchange: { input?: Shape; answer: () => Shape } = { answer: () => ({}) };
    let rig: Awaited<ReturnType<typeof startRig>>;
    let client: Client;

    beforeAll(async () => {
      const run: Operation['run'] = (input) => {
        exchange.input = input;
        return exchange.answer();
      };
      const echoes = Object.fromEntries(operations.map(({ name }) => [name, run]));
      rig = await startRig([service(served.name, served.client, echoes)]);
      client = await clientOf(served, rig.config);
    });
    afterAll(async () => {
      client.destroy();
      await rig.close();
    });

    it.each(operations.map((operation) => [operation.name, operation] as const))(
      'carries %s',
      async (_, operation) => {
        const samples = { numRuns: RUNS, seed: 7 };
        const outputs = fc.sample(generated(operation.output, model, served), samples);
        for (const input of fc.sample(generated(operation.input, model, served), samples)) {
          const output = outputs.shift();
          exchange.answer = () => output;
          const received = await client.call(operation.name, input);
          expect(plain(exchange.input)).toMatchObject(Object(plain(input)));
          expect(await plainAnswer(operation, received)).toEqual(plain(output));
        }
        expect(rig.errors).toEqual([]);
      },
    );

    it('carries every modeled error', async () => {
      const [operation] = operations;
      const input = fc.sample(generated(operation?.input, model, served), { numRuns: 1, seed: 7 })[0];
      for (const [code, { name, status }] of model.errors) {
        exchange.answer = () => {
          throw new AwsError(code, 'what went wrong <&>');
        };
        const error = await client.call(operation?.name ?? '', input).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({
          name,
          message: 'what went wrong <&>',
          $metadata: { httpStatusCode: status },
        });
      }
    });
  });
}

function isServed({ operations, except = [] }: Served, name: string): boolean {
  return !except.includes(name) && (operations === 'all' || operations.includes(name));
}

function generated(
  schema: OperationModel['input'] | undefined,
  model: ServiceModel,
  { without = [] }: Served,
) {
  if (!schema || schema.isUnitSchema()) return fc.constant({});
  const checksums = Object.keys(schema.getMemberSchemas()).filter((name) => name.startsWith('Checksum'));
  return anyOf(schema, { without: model.name === 's3' ? [...without, ...checksums] : without });
}

interface Client {
  call(operation: string, input: unknown): Promise<Shape>;
  destroy(): void;
}

async function clientOf(served: Served, config: object): Promise<Client> {
  const exported: Record<string, Shape> = await import(`@aws-sdk/client-${served.client}`);
  const name = Object.keys(exported).find((each) => each.endsWith('Client') && each !== '__Client') ?? '';
  // The queue client would follow its QueueUrl and check digests of messages that an echo does not have.
  const sdk = new exported[name]({
    ...config,
    md5: false,
    useQueueUrlAsEndpoint: false,
    disableHostPrefix: true,
  });
  return {
    call: (operation, input) => sdk.send(new exported[`${operation}Command`](input)),
    destroy: () => sdk.destroy(),
  };
}

async function plainAnswer({ output }: OperationModel, received: Shape): Promise<unknown> {
  const { $metadata: _, ...shape } = received;
  for (const [name, member] of output.isUnitSchema() ? [] : output.structIterator()) {
    if (!member.isStreaming()) continue;
    const bytes: Uint8Array = await shape[name].transformToByteArray();
    shape[name] = bytes.length > 0 ? bytes : undefined;
    // HTTP's own words about a stream, which the generated output may leave out.
    delete shape['ContentLength'];
    if (shape['ContentType'] === 'application/octet-stream') delete shape['ContentType'];
  }
  return plain(shape);
}

/** Bytes as hex, absent and empty structures gone: no protocol but JSON tells those two apart. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes:${Buffer.from(value).toString('hex')}`;
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain).filter((item) => !isEmpty(item));
  const members = Object.entries(value)
    .map(([name, member]) => [name, plain(member)] as const)
    .filter(([, member]) => member !== undefined && member !== null && !isEmpty(member));
  return Object.fromEntries(members);
}

const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && Object.keys(value).length === 0;
