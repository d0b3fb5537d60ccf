import { formatOf, headLength, isGzip, utf16Of } from './formats.ts';
import { gunzip } from './gunzip.ts';
import { problem } from './problems.ts';
import { type Source, startingWith } from './source.ts';
import { Unreadable } from './unreadable.ts';

/** A gzip may be packed once more on its way, by a proxy or by hand. More layers than these are a bomb. */
const mostLayers = 3;

/**
 * The text of a file in UTF-8: unpacked if it is a gzip, by its first bytes and not by its name, and decoded if it
 * is UTF-16.
 * @throws Unreadable from the iteration, after all the text that could be read
 */
export async function* textOf(source: Source, layers = mostLayers): AsyncGenerator<Buffer> {
  const chunks = startingWith(source.open(), headLength);
  try {
    const first = await chunks.next();
    if (first.done) return;
    const head = first.value;
    const [format, encoding] = [formatOf(head), utf16Of(head)];
    if (format !== undefined) throw new Unreadable(problem.notJson, format);
    if (isGzip(head) && layers > 0) yield* textOf(gunzip(continued(head, chunks, source)), layers - 1);
    else if (encoding) yield* decoded(head, chunks, encoding);
    else {
      yield head;
      yield* chunks;
    }
  } finally {
    await chunks.return(undefined);
  }
}

/** The source whose first chunk has been taken already. */
const continued = (head: Buffer, rest: AsyncIterable<Buffer>, source: Source): Source => {
  let isFirst = true;
  async function* goOn() {
    yield head;
    yield* rest;
  }
  const open = () => {
    const opened = isFirst ? goOn() : source.open();
    isFirst = false;
    return opened;
  };
  return { canOpenAgain: source.canOpenAgain, open };
};

async function* decoded(head: Buffer, rest: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  yield Buffer.from(decoder.decode(head, { stream: true }));
  for await (const chunk of rest) yield Buffer.from(decoder.decode(chunk, { stream: true }));
}
