import { createInterface } from 'node:readline';

/** Ctrl-C, or an input that has ended. */
export class Interrupted extends Error {
  constructor(options?: ErrorOptions) {
    super('interrupted', options);
    this.name = 'Interrupted';
  }
}

export interface Terminal {
  say(text: string): void;
  /** One line. @throws Interrupted */
  ask(question: string): Promise<string>;
  /** @throws Interrupted where nothing more can be asked */
  mustBeOpen(): void;
  close(): void;
}

interface Waiting {
  resolve(line: string): void;
  reject(error: Interrupted): void;
}

/** Lines that arrive before they are asked for are kept: a terminal may paste many at once. */
const lineQueue = () => {
  const lines: string[] = [];
  let waiting: Waiting | undefined;
  let ended = false;
  return {
    arrived(line: string): void {
      if (waiting) waiting.resolve(line);
      else lines.push(line);
      waiting = undefined;
    },
    end(): void {
      ended = true;
      waiting?.reject(new Interrupted());
    },
    mustBeOpen(): void {
      if (ended) throw new Interrupted();
    },
    next(): Promise<string> {
      const line = lines.shift();
      if (line !== undefined) return Promise.resolve(line);
      if (ended) return Promise.reject(new Interrupted());
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
  };
};

/**
 * Questions and answers on a pair of streams. The terminal stays as it is, and edits lines by itself: in the mode in
 * which readline would edit them, Ctrl-C is a key, and no signal to us and to what we run.
 */
export const openTerminal = (input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Terminal => {
  const queue = lineQueue();
  const lines = createInterface({ input, terminal: false });
  lines.on('line', queue.arrived);
  lines.on('close', queue.end);
  return {
    say: (text) => void output.write(`${text}\n`),
    ask(question) {
      output.write(`${question} `);
      return queue.next();
    },
    mustBeOpen: queue.mustBeOpen,
    close: () => lines.close(),
  };
};
