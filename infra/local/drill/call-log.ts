import { changes, followedBy, isAnswer, isChange, isRead, meaningOf, type Phase } from './meanings.ts';
import type { Print } from './show.ts';

interface Line {
  name: string;
  calls: string[];
  meaning: string;
  at: number;
}

/** Seconds from the report until a change was in force in IAM, and until it was read back. */
export type Times = Partial<Record<'key off' | 'user denied' | 'read back', number>>;

const word = (seconds: number): string => `+${seconds.toFixed(3)} s`;

const label = (calls: string[]): string => {
  const [first = ''] = calls;
  if (calls.every((call) => call === first)) return first;
  const [service = ''] = first.split(':');
  return `${service}, ${calls.length} ${service === 'iam' ? 'reads' : 'calls'}`;
};

// A change that failed is called `iam:UpdateAccessKey failed: AccessDenied`: it is tried, and not in force.
const operationOf = (call: string): string => call.split(' ')[0] ?? '';

/** Whether a line is one of those that a short story is told with. */
const matters = ({ calls: [call = ''], meaning }: Line): boolean =>
  changes[operationOf(call)] !== undefined || /^(whose key|records what was read)/.test(meaning);

/**
 * Prints the functions' calls as they happen. On the way to the record of the containment each has its line; after
 * it reads of one kind share a line, and what is noted in the table is counted.
 * @param short prints only what changes the account, and around what
 */
export const callLog = (print: Print, short = false) => {
  const start = performance.now();
  const times: Times = {};
  let [phase, writes]: [Phase, number] = ['deciding', 0];
  let last: Line | undefined;
  let noted: (Line & { times: number }) | undefined;
  /** Once people were told: what follows is many calls, of which those that change something are shown. */
  let following = false;
  const followed = new Map<string, { number: number; at: number }>();

  const seconds = () => (performance.now() - start) / 1000;
  const show = (shown: Line) => {
    if (short && !matters(shown)) return;
    const { name, calls, meaning, at } = shown;
    const times = calls.length > 1 && new Set(calls).size === 1 ? `${calls.length} times` : '';
    const line = `  ${word(at)}  ${name.padEnd(16)} ${label(calls)}`;
    print(`${line.padEnd(66)}${[times, meaning].filter(Boolean).join(', ')}`.trimEnd());
  };
  const flush = () => {
    if (last) show(last);
    last = undefined;
  };
  const flushAll = () => {
    const lines = [last, noted].filter((line) => line !== undefined);
    for (const line of lines.toSorted((one, other) => one.at - other.at)) show(line);
    last = undefined;
    noted = undefined;
    for (const [name, { number, at }] of followed)
      print(
        `  ${word(at)}  ${name.padEnd(16)} ${`${number} further calls`.padEnd(37)}${followedBy[name] ?? ''}`.trimEnd(),
      );
    followed.clear();
  };
  const follow = (name: string, at: number): void => {
    followed.set(name, { number: (followed.get(name)?.number ?? 0) + 1, at });
  };
  const note = (name: string, at: number) => {
    const times = (noted?.times ?? 0) + 1;
    const by = noted && noted.name !== name ? 'both' : name;
    const calls = [`dynamodb, ${times} calls`];
    noted = { name: by, calls, times, meaning: 'notes what was done, so that it is done once', at };
  };

  const take = (line: Line) => {
    const [call = ''] = line.calls;
    const grouped = phase === 'recorded' || call.startsWith('dynamodb:');
    const joins =
      last?.name === line.name &&
      last.meaning === line.meaning &&
      (last.calls[0] === call || (grouped && line.meaning !== ''));
    if (joins) return void last?.calls.push(call);
    flush();
    last = line;
  };

  const measure = (call: string, at: number) => {
    if (changes[operationOf(call)]) phase = 'changed';
    const change = changes[call];
    if (change) times[change] ??= at;
    if (phase === 'changed' && isRead(call)) times['read back'] = at;
  };

  return {
    told(functionName: string, call: string): void {
      const at = seconds();
      const name = functionName.replace('tourniquet-', '');
      if (following && !isChange(call)) {
        follow(name, at);
        return;
      }
      if (phase === 'recorded' && call.startsWith('dynamodb:')) {
        note(name, at);
        return;
      }
      if (name === 'contain' && phase !== 'recorded') measure(call, at);
      if (call === 'dynamodb:UpdateItem') writes += 1;
      const shown = isAnswer(call) ? operationOf(call) : call;
      take({ name, calls: [shown], meaning: meaningOf(name, call, phase, writes), at });
      if (name === 'contain' && call === 'dynamodb:UpdateItem' && phase === 'changed') phase = 'recorded';
      if (name === 'contain' && call === 'lambda:Invoke') following = true;
    },
    say(who: string, what: string): void {
      flushAll();
      print(`  ${word(seconds())}  ${who.padEnd(16)} ${what}`);
    },
    flush: flushAll,
    times: (): Times => times,
  };
};

/** `From the report to key off 0.61 s, user denied 0.61 s, read back 0.64 s.`, of what was measured. */
export const timesInWords = (times: Times): string | undefined => {
  const parts = Object.entries(times).map(([what, seconds]) => `${what} ${seconds.toFixed(2)} s`);
  return parts.length > 0 ? `From the report to ${parts.join(', ')}.` : undefined;
};
