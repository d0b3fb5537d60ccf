import type { AwsError, Call } from '../contract.ts';
import { UnknownOperation } from '../wire/malformed.ts';
import type { WireAnswer, WireRequest } from '../wire/message.ts';
import type { OperationModel, ServiceModel } from '../wire/model.ts';
import { protocolOf } from '../wire/protocol.ts';
import { type Addressed, type Authenticated, address, authenticate } from './authenticate.ts';
import { asAwsError, errorAnswer, internalFailure } from './failure.ts';
import type { ServerOptions } from './options.ts';
import { Broken, perform } from './perform.ts';
import { recorded } from './recorded.ts';
import { demandRequired } from './required.ts';
import { sourceIpOf } from './source-ip.ts';

/** Who asked, as far as the connection tells. */
export interface Origin {
  requestId: string;
  sourceIp: string;
}

/** From the bytes of a request to those of its answer; undefined when the connection is to break. */
export async function handle(
  request: WireRequest,
  origin: Origin,
  options: ServerOptions,
): Promise<WireAnswer | undefined> {
  const addressed = await address(request, options.services);
  const { model } = addressed;
  const trace = { operation: '' };
  try {
    const answered = await answerTo(addressed, request, origin, options, trace);
    tell(options, addressed, trace.operation, 'ok');
    return answered;
  } catch (error) {
    if (error instanceof Broken) return tell(options, addressed, trace.operation, error.how);
    const awsError = asAwsError(model, error) ?? reported(error, model, trace.operation, options);
    tell(options, addressed, trace.operation, awsError.code);
    return protocolOf(model).encodeError(model, errorAnswer(model, awsError), origin.requestId);
  }
}

async function answerTo(
  addressed: Addressed,
  arrived: WireRequest,
  origin: Origin,
  options: ServerOptions,
  trace: { operation: string },
): Promise<WireAnswer> {
  const { model } = addressed;
  const protocol = protocolOf(model);
  const authenticated = authenticate(addressed, arrived, options);
  const { request, service } = authenticated;
  const described = protocol.operation(model, request);
  trace.operation = described.name;
  const operation = service.operations[described.name];
  if (!operation) throw new UnknownOperation(described.name);
  const input = protocol.decode(model, described, request);
  const call = callOf(authenticated, described, origin, options);
  const output = await recorded(options.recorder, service, model, { call, operation, input }, async () => {
    demandRequired(model, described, input);
    return await perform(options, model, call, operation, input);
  });
  return protocol.encode(model, described, output, origin.requestId);
}

const callOf = (
  { caller, request, signed }: Authenticated,
  { name }: OperationModel,
  origin: Origin,
  { clock }: ServerOptions,
): Call => ({
  service: signed.service,
  operation: name,
  region: signed.region,
  caller,
  now: clock.now(),
  requestId: origin.requestId,
  sourceIp: sourceIpOf(request, origin.sourceIp),
  userAgent: request.headers['user-agent'] ?? '',
});

function reported(
  error: unknown,
  model: ServiceModel,
  operation: string,
  { onError }: ServerOptions,
): AwsError {
  onError?.(error, { service: model.name, operation });
  return internalFailure();
}

function tell(
  { clock, onCall }: ServerOptions,
  { signed }: Addressed,
  operation: string,
  outcome: string,
): undefined {
  if (!signed) return;
  const { service, region, accessKeyId } = signed;
  onCall?.({ at: clock.now(), service, operation, region, accessKeyId, outcome });
}
