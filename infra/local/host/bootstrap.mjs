/**
 * Runs in the process of a function, as Lambda's own runtime would: imports the handler once, then serves one
 * invocation after the other. Started as `node bootstrap.mjs <entry> <clock offset in milliseconds>`.
 */
import { pathToFileURL } from 'node:url';
import { moveTime } from './move-time.mjs';

const [entry, startOffset] = process.argv.slice(2);
moveTime(Number(startOffset));

const describe = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const contextOf = ({ requestId, timeoutMilliseconds }) => {
  const { env } = process;
  const deadline = performance.now() + timeoutMilliseconds;
  return {
    awsRequestId: requestId,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: env.TOURNIQUET_HOST_FUNCTION_ARN,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
};

const load = async () => {
  const { handler } = await import(pathToFileURL(entry).href);
  if (typeof handler === 'function') return handler;
  throw Object.assign(new Error('index.handler is undefined or not exported'), {
    name: 'Runtime.HandlerNotFound',
  });
};

// A handler that cannot be loaded fails each invocation, not the host: Lambda reports it to the caller.
const loading = load().then(
  (handler) => ({ handler }),
  (error) => ({ failure: describe(error) }),
);

const run = async (message) => {
  const { handler, failure } = await loading;
  if (failure) return { failure };
  try {
    return { result: JSON.stringify((await handler(JSON.parse(message.event), contextOf(message))) ?? null) };
  } catch (error) {
    return { failure: describe(error) };
  }
};

const written = (stream, line) => new Promise((resolve) => stream.write(line, resolve));

process.on('message', async (message) => {
  moveTime(message.offset);
  const outcome = await run(message);
  const end = `\u0000end ${message.requestId}\n`;
  await Promise.all([written(process.stdout, end), written(process.stderr, end)]);
  process.send({ requestId: message.requestId, ...outcome });
});

// The host is gone: nobody would ever invoke this process again.
process.on('disconnect', () => process.exit());
