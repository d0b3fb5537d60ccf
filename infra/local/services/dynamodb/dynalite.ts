import { createRequire } from 'node:module';
import { AwsError, type Shape } from '../../contract.ts';
import type { Scope } from '../scope.ts';
import { fromWire, toWire } from './blobs.ts';

/** One account's tables in one region, kept in memory. */
export interface Tables {
  /** @throws AwsError with DynamoDB's own code, such as ConditionalCheckFailedException */
  run(operation: string, input: Shape): Promise<Shape>;
}

/** What is used of dynalite, which has no types. */
interface Dynalite {
  create(options: { createTableMs: number }): { tableDb: { awsAccountId: string; awsRegion: string } };
}
interface Validations {
  toLowerFirst(text: string): string;
  checkTypes(data: Shape, types: Shape): Shape;
  checkValidations(data: Shape, types: Shape, custom: Shape, store: Shape): void;
}
type Action = (store: Shape, data: Shape, done: (error: Shape, output: Shape) => void) => void;

const require = createRequire(import.meta.url);

/**
 * Dynalite's tables without its HTTP server: the request is already verified, so it goes through dynalite's
 * checks straight to its actions. Loading takes about 0.1 s and is put off until the first table is used.
 */
export function dynaliteTables({ accountId, region }: Scope): Tables {
  const database: Dynalite = require('dynalite/db');
  const validations: Validations = require('dynalite/validations');
  const store = database.create({ createTableMs: 0 });
  store.tableDb.awsAccountId = accountId;
  store.tableDb.awsRegion = region;

  return {
    async run(operation, input) {
      const name = validations.toLowerFirst(operation);
      const { types, custom } = require(`dynalite/validations/${name}`);
      const action: Action = require(`dynalite/actions/${name}`);
      return new Promise((resolve, reject) => {
        const settle = (error: Shape, output: Shape): void =>
          error ? reject(asAwsError(error)) : resolve(fromWire(output));
        try {
          const data = validations.checkTypes(toWire(input), types);
          validations.checkValidations(data, types, custom, store);
          action(store, data, settle);
        } catch (error) {
          settle(error, undefined);
        }
      });
    },
  };
}

/** Dynalite's errors carry the body that it would have answered with. Any other error is a fault. */
function asAwsError(error: Shape): unknown {
  if (!error?.body?.__type) return error;
  const code = String(error.body.__type).split('#').pop() ?? 'InternalServerError';
  return new AwsError(code, error.body.message ?? error.body.Message ?? '', error.statusCode);
}
