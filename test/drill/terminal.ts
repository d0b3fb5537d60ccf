import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyPair } from '#infra/local/clients.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { responderPolicy } from '#infra/local/scenario/responder.ts';
import { type CommandRun, runCommand } from './command-line.ts';
import type { Day } from './eventful-drill.ts';
import { type Holder, newHolder } from './recording.ts';

/** Somebody who may respond from a terminal, as the docs ask for it. */
const newResponder = async ({ aws, deployed }: Stage): Promise<KeyPair> => {
  const { userName: UserName, key } = await newHolder({ aws }, 'incident-responder');
  const PolicyDocument = JSON.stringify(responderPolicy(deployed));
  const { Policy } = await aws.administer('iam', 'CreatePolicy', { PolicyName: 'respond', PolicyDocument });
  await aws.administer('iam', 'AttachUserPolicy', { UserName, PolicyArn: Policy.Arn });
  return key;
};

const keep = (name: string | undefined, { stdout, stderr }: CommandRun, answered: Day['answered']): void => {
  answered({ where: `stdout of ${name}`, text: stdout });
  answered({ where: `stderr of ${name}`, text: stderr });
};

/** Somebody reads the whole trail, with every token in it, from a file. @param out where the reports are left */
export const fromFiles = async ({ stage, answered }: Day, out: string): Promise<CommandRun> => {
  const folder = await mkdtemp(join(tmpdir(), 'tourniquet-trail-'));
  const file = join(folder, 'trail.json');
  await writeFile(file, JSON.stringify({ Records: stage.aws.trail.records() }));
  const { accessKeyId } = stage.leakedKey;
  const run = await runCommand(['investigate', accessKeyId, '--logs', file, '--out', out, '--json'], {});
  await rm(folder, { recursive: true });
  keep('investigate', run, answered);
  return run;
};

/** The command in good and in bad hands: each run with its arguments, secrets pasted where they do not belong. */
export const atTheTerminal = async (
  { stage, answered }: Day,
  { key }: Holder,
  state: string,
): Promise<CommandRun[]> => {
  const { accessKeyId, secretAccessKey: secret } = key;
  const env = stage.aws.environmentFor(await newResponder(stage));
  await stage.aws.clock.advance(stage.aws.propagationDelay);
  const run = async (...args: string[]): Promise<CommandRun> => {
    const done = await runCommand([...args, '--json'], env);
    keep(args[0] === secret ? 'an unknown command' : args[0], done, answered);
    return done;
  };
  const contained = await run('contain', accessKeyId, '--reason', `found ${secret}`, '--state', state);
  const restored = await run('restore', accessKeyId, '--state', state);
  const refused = await Promise.all([
    run('contain', secret, '--state', state),
    run('contain', accessKeyId, secret, '--state', state),
    run('contain', accessKeyId, `--${secret}`, '--state', state),
    run('restore', secret, '--state', state),
    run(secret),
  ]);
  return [contained, restored, ...refused];
};
