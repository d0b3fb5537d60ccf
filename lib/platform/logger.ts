import { Console } from 'node:console';
import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type {
  ConstructorOptions,
  LogAttributes,
  UnformattedAttributes,
} from '@aws-lambda-powertools/logger/types';
import { timestamp } from './clock.ts';
import { config } from './config.ts';
import { redact } from './redact.ts';

const attributesOf = (value: unknown): LogAttributes =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** Everything that is logged passes here, whichever way it came in, so nothing is written unredacted. */
class RedactingFormatter extends LogFormatter {
  override formatAttributes(attributes: UnformattedAttributes, additional: LogAttributes): LogItem {
    const { logLevel, message, serviceName, lambdaContext, xRayTraceId } = attributes;
    const record = {
      level: logLevel,
      message,
      timestamp: timestamp(),
      service: serviceName,
      function_name: lambdaContext?.functionName,
      function_request_id: lambdaContext?.awsRequestId,
      cold_start: lambdaContext?.coldStart,
      xray_trace_id: xRayTraceId,
    };
    return new LogItem({ attributes: attributesOf(redact({ ...record, ...additional })) });
  }
}

class RedactingLogger extends Logger {
  #onStderr = false;

  /** From now on every level goes to stderr: with `--json` the command's stdout is one document and nothing else. */
  toStderr(): void {
    const console = new Console({ stdout: process.stderr, stderr: process.stderr });
    Object.assign(this, { console });
    this.#onStderr = true;
  }

  protected override createLogger(options?: ConstructorOptions): Logger {
    const child = new RedactingLogger(options);
    if (this.#onStderr) child.toStderr();
    return child;
  }
}

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT', 'CRITICAL'] as const;

/** The level that is set, or INFO where the setting is no level: a typo must not silence an incident. */
const level = levels.find((known) => known === config.logLevel().toUpperCase()) ?? 'INFO';

/**
 * The log of every function and of the command: one JSON record a line, on stdout (warnings and errors on stderr).
 * Pass a caught error as `logger.error('what failed', { error })`; it is written as name, message, code and cause.
 */
export const logger = new RedactingLogger({
  serviceName: 'tourniquet',
  logLevel: level,
  logFormatter: new RedactingFormatter(),
});
