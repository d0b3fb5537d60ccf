import type { Attempt } from './thief.ts';

/** Where the drill's words go, a line each. */
export type Print = (line: string) => void;

/** A heading of the story. */
export const heading = (print: Print, text: string): void => {
  print('');
  print(text);
  print('-'.repeat(text.length));
};

/** Seconds since a moment, for the lines of the story: ` +0.412 s`. */
export const stopwatch = (): (() => string) => {
  const start = performance.now();
  return () => `+${((performance.now() - start) / 1000).toFixed(3)} s`;
};

const verdict = (attempt: Attempt): string => {
  if (attempt.allowed) return 'allowed';
  const deny = /explicit deny/.test(attempt.message ?? '') ? ', explicit deny' : '';
  return `refused (${attempt.code}${deny})`;
};

/** Allowed and refused, before and after, one line a call and credential. */
export const showAttempts = (print: Print, before: Attempt[], after: Attempt[]): void => {
  print(`${'credential'.padEnd(18)}${'call'.padEnd(32)}${'before'.padEnd(12)}after`);
  for (const [index, attempt] of before.entries()) {
    const later = after[index];
    const columns = [attempt.credential.padEnd(18), attempt.call.padEnd(32), verdict(attempt).padEnd(12)];
    print(`${columns.join('')}${later ? verdict(later) : 'not tried'}`);
  }
};

/** What a call of a function is for, for readers who do not know the way. */
const meanings: Record<string, string> = {
  'receive-webhook secretsmanager:GetSecretValue': 'the webhook secret, to verify the signature',
  'receive-webhook sqs:SendMessage': 'queued, before GitHub is answered',
  'contain secretsmanager:GetSecretValue': "the GitHub App's key, to read the alert",
  'contain iam:GetAccessKeyLastUsed': 'whose key is it?',
  'contain iam:GetUser': 'what stands on the user',
  'contain iam:UpdateAccessKey': 'THE KEY IS OFF',
  'contain iam:AttachUserPolicy': 'THE USER IS DENIED',
  'contain sqs:SendMessage': 'a later look, in ten seconds',
  'contain sns:Publish': 'the first mail',
  'contain lambda:Invoke': 'starts the investigation',
  'investigate cloudtrail:LookupEvents': 'what the key did, in every region',
  'investigate sns:Publish': 'the second mail',
};

/** Prints calls as they happen; the same call again and again, as to 17 Regions, becomes one line with a count. */
export const callLog = (print: Print, time: () => string) => {
  let last = { name: '', call: '', line: '', times: 0 };
  const flush = () => {
    const { name, call, line, times } = last;
    const meaning = meanings[`${name} ${call}`] ?? '';
    const again = times > 1 ? `${times} times` : '';
    if (times > 0) print(`${line.padEnd(66)}${[again, meaning].filter(Boolean).join(', ')}`.trimEnd());
    last = { name: '', call: '', line: '', times: 0 };
  };
  const told = (functionName: string, call: string) => {
    const name = functionName.replace('tourniquet-', '');
    if (name === last.name && call === last.call) {
      last.times += 1;
      return;
    }
    flush();
    last = { name, call, line: `  ${time()}  ${name.padEnd(16)} ${call}`, times: 1 };
  };
  const say = (who: string, what: string) => {
    flush();
    print(`  ${time()}  ${who.padEnd(16)} ${what}`);
  };
  return { told, say, flush };
};
