import type { Authorizer, Clock, Identities, Recorder, Service } from '../contract.ts';
import type { Faults } from '../faults.ts';

export interface ServerOptions {
  services: Service[];
  identities: Identities;
  authorizer: Authorizer;
  recorder: Recorder;
  clock: Clock;
  faults: Faults;
  /** 0, any free port, by default. */
  port?: number;
  /** Told of every signed request, in the order in which they were answered. */
  onCall?(call: AnsweredCall): void;
  /** Told of every exception that is not an AWS error: a fault of ours, which the caller sees as InternalFailure. */
  onError?(error: unknown, call: { service: string; operation: string }): void;
}

export interface AnsweredCall {
  at: Date;
  service: string;
  /** The API name; empty when the request was refused before it was read. */
  operation: string;
  region: string;
  accessKeyId: string;
  /** `ok`, `reset`, `reply-lost`, or the error code that was answered. */
  outcome: string;
}
