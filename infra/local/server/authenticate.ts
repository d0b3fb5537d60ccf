import { AwsError, type Caller, type Service } from '../contract.ts';
import { type Authorization, parseAuthorization } from '../signature/authorization.ts';
import { verifySignature } from '../signature/verify.ts';
import { serviceModel } from '../wire/catalogue.ts';
import type { WireRequest } from '../wire/message.ts';
import type { ServiceModel } from '../wire/model.ts';
import { protocolOf } from '../wire/protocol.ts';
import type { ServerOptions } from './options.ts';
import { refusal } from './refusal.ts';
import { strangersModel } from './stranger.ts';

/** Whom a request is addressed to. The model is there in any case, to word an answer with. */
export interface Addressed {
  model: ServiceModel;
  signed: Authorization | undefined;
  service: Service | undefined;
}

/** The credential scope of the signature names the service and the region. */
export async function address(request: WireRequest, services: Service[]): Promise<Addressed> {
  const signed = parseAuthorization(request.headers['authorization']);
  const service = services.find(({ name }) => name === signed?.service);
  return { model: service ? await serviceModel(service) : strangersModel(request), signed, service };
}

export interface Authenticated {
  /** The request with its body decoded. */
  request: WireRequest;
  caller: Caller;
  signed: Authorization;
  service: Service;
}

/**
 * @throws AwsError in the words of the service, when the signature is missing or wrong
 * @throws CredentialRefused from the identities, when the credential may not be used
 */
export function authenticate(
  { model, signed, service }: Addressed,
  request: WireRequest,
  { identities, clock }: ServerOptions,
): Authenticated {
  if (!signed) throw refuseUnsigned(model, request);
  if (!service) throw notServed(model, signed.service);
  const credential = identities.find(signed.accessKeyId, request.headers['x-amz-security-token']);
  const verdict = verifySignature(request, signed, credential.secretAccessKey, clock.now());
  if (!verdict.verified) throw refusal(model, verdict.why, verdict.message);
  identities.used(signed.accessKeyId, signed.service, signed.region);
  return { request: verdict.request, caller: credential.caller, signed, service };
}

function refuseUnsigned(model: ServiceModel, request: WireRequest): AwsError {
  if (!request.headers['authorization'])
    return refusal(model, 'unsigned', 'Request is missing Authentication Token');
  return refusal(
    model,
    'incomplete',
    'Request must contain a complete AWS4-HMAC-SHA256 Authorization header.',
  );
}

function notServed(model: ServiceModel, service: string): AwsError {
  const { code, status } = protocolOf(model).unknownOperation;
  return new AwsError(code, `The embedded AWS does not serve ${service}`, status);
}
