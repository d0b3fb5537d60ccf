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
    const name = args[0] === secret ? 'an unknown command' : args[0];
    answered({ where: `stdout of ${name}`, text: done.stdout });
    answered({ where: `stderr of ${name}`, text: done.stderr });
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
