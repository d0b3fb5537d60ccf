import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { errorCode } from '#lib/aws/errors.ts';
import { type Documents, decodeText, readDocuments } from '#lib/signal/scanner/documents.ts';
import { givenPath } from './given-path.ts';
import { UsageError } from './usage-error.ts';

const bytesOf = async (file: string | undefined): Promise<Buffer> => {
  if (file !== undefined && file !== '-') {
    return readFile(givenPath(file)).catch((error: unknown) => {
      throw new UsageError('FILE', `${file} cannot be read (${errorCode(error)})`);
    });
  }
  if (process.stdin.isTTY) {
    throw new UsageError(
      'FILE',
      'give the file that the scanner wrote, or pipe its output into this command',
    );
  }
  return buffer(process.stdin);
};

/**
 * What a scanner printed, from a file or from standard input. Nothing at all is fine: that is how TruffleHog says that
 * it found nothing.
 * @throws UsageError where the file cannot be read or holds something else
 */
export const readReport = async (file: string | undefined): Promise<Documents> => {
  const read = readDocuments(decodeText(await bytesOf(file)));
  if (read) return read;
  const name = file ?? 'standard input';
  throw new UsageError('FILE', `${name} holds no JSON: the scanner's JSON output is needed`);
};
