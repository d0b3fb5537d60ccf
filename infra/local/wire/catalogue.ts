import { NormalizedSchema } from '@smithy/core/schema';
import type { ErrorModel, OperationModel, ProtocolName, ServiceModel } from './model.ts';

const OPERATION = 9;
const ERROR = -3;
const SPOKEN: readonly string[] = [
  'awsQuery',
  'ec2Query',
  'awsJson1_0',
  'awsJson1_1',
  'restJson1',
  'restXml',
];

const loaded = new Map<string, Promise<ServiceModel>>();

/**
 * How a service talks, read from the schemas that its SDK client exports. A client is loaded when it is first
 * asked for, since EC2's alone takes a quarter of a second, and kept for the life of the process.
 * @throws Error when the client speaks a protocol that is not served here, so that an SDK update is noticed.
 */
export function serviceModel(service: { name: string; client: string }): Promise<ServiceModel> {
  const known = loaded.get(service.client);
  if (known) return known;
  const loading = load(service.name, service.client);
  loaded.set(service.client, loading);
  return loading;
}

async function load(name: string, client: string): Promise<ServiceModel> {
  const exported: Record<string, unknown> = await import(client);
  const { protocol, settings } = configuration(client, exported);
  const schemas = Object.values(exported)
    .filter(isSchema)
    // The SDK adds an error of its own to each client, in a namespace of its own.
    .filter(([, namespace]) => namespace === settings.defaultNamespace);
  return {
    name,
    protocol,
    namespace: settings.defaultNamespace,
    xmlNamespace: settings.xmlNamespace ?? '',
    queryCompatible: settings.awsQueryCompatible ?? false,
    operations: new Map(
      schemas
        .filter((schema) => schema[0] === OPERATION)
        .map((schema) => [schema[2], operationModel(schema)]),
    ),
    errors: errorModels(schemas.filter((schema) => schema[0] === ERROR)),
  };
}

type Schema = [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];

const isSchema = (value: unknown): value is Schema =>
  Array.isArray(value) && value.length >= 5 && typeof value[0] === 'number' && typeof value[2] === 'string';

interface ProtocolSettings {
  defaultNamespace: string;
  xmlNamespace?: string;
  awsQueryCompatible?: boolean;
}

interface ClientConfig {
  protocol: { getShapeId(): string };
  protocolSettings: ProtocolSettings;
}

type ClientClass = new (config: { region: string }) => { config: ClientConfig; destroy(): void };

const isClientClass = (entry: [string, unknown]): entry is [string, ClientClass] =>
  entry[0].endsWith('Client') && entry[0] !== '__Client' && typeof entry[1] === 'function';

/** The protocol is the one that the client itself would speak today: its configuration is asked, not a table. */
function configuration(client: string, exported: Record<string, unknown>) {
  const found = Object.entries(exported).find(isClientClass);
  if (!found) throw new Error(`${client} exports no client class`);
  const instance = new found[1]({ region: 'us-east-1' });
  const shapeId = instance.config.protocol.getShapeId();
  const settings = instance.config.protocolSettings;
  instance.destroy();
  const protocol = shapeId.slice(shapeId.indexOf('#') + 1);
  if (!isSpoken(protocol)) throw new Error(`${client} speaks ${shapeId}, which the embedded AWS does not`);
  return { protocol, settings };
}

const isSpoken = (protocol: string): protocol is ProtocolName => SPOKEN.includes(protocol);

const target = (ref: unknown) => NormalizedSchema.of((typeof ref === 'function' ? ref() : ref) as never);

function operationModel([, , name, traits, input, output]: Schema): OperationModel {
  const http = (traits as { http?: [string, string, number] }).http;
  const model = { name, input: target(input), output: target(output) };
  return http ? { ...model, http: { method: http[0], uri: http[1], status: http[2] } } : model;
}

interface ErrorTraits {
  error?: 'client' | 'server';
  httpError?: number;
  awsQueryError?: [code: string, status: number];
}

function errorModels(schemas: Schema[]): Map<string, ErrorModel> {
  const models = new Map<string, ErrorModel>();
  for (const schema of schemas) {
    const { error, httpError, awsQueryError } = schema[3] as ErrorTraits;
    const status = awsQueryError?.[1] ?? httpError ?? (error === 'server' ? 500 : 400);
    const model = {
      name: schema[2],
      code: awsQueryError?.[0] ?? schema[2],
      status,
      schema: target(schema),
    };
    models.set(model.name, model);
    if (!models.has(model.code)) models.set(model.code, model);
  }
  return models;
}
