import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { evidenceIn } from '#infra/local/drill/evidence.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import type { Recorded } from './find-secrets.ts';

/** Every file of a folder, however deep. */
export const folderOf = async (folder: string): Promise<Recorded[]> => {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    files
      .filter((file) => file.isFile())
      .map(async ({ name, parentPath }) => ({
        where: `the file ${name}`,
        text: await readFile(join(parentPath, name), 'latin1'),
      })),
  );
};

/** The history of every investigation: what it was given, what each step answered or failed with, how it ended. */
const histories = ({ aws }: Stage): Recorded[] =>
  aws.host.durableExecutions('tourniquet-investigate').map((execution) => ({
    where: `the history of an investigation that is ${execution.status}`,
    text: JSON.stringify([execution, execution.operations()]),
  }));

/** Every file of the evidence, unpacked. */
const evidence = (stage: Stage): Recorded[] =>
  [...evidenceIn(stage)].map(([key, body]) => ({
    where: `the evidence ${key}`,
    text: (key.endsWith('.gz') ? gunzipSync(body) : body).toString('latin1'),
  }));

/** What stands at the end: logs, mails, items, messages, histories. */
export const leftBehind = async (stage: Stage): Promise<Recorded[]> => {
  const { aws, functions, deployed } = stage;
  const { Items } = await aws.administer('dynamodb', 'Scan', { TableName: 'tourniquet-incidents' });
  const queues = [deployed.signalsQueueArn, deployed.deadLettersQueueArn];
  return [
    ...functions.map((name) => ({ where: `the log of ${name}`, text: aws.host.logs(name).join('\n') })),
    ...aws.sns.mailbox().map(({ subject, message }) => ({ where: 'a mail', text: `${subject}\n${message}` })),
    ...histories(stage),
    ...evidence(stage),
    { where: 'the table', text: JSON.stringify(Items) },
    ...queues.flatMap((queue) =>
      aws.sqs.messages(queue).map(({ body, messageAttributes }) => ({
        where: `a message of ${queue.split(':').at(-1)}`,
        text: `${body}\n${JSON.stringify(messageAttributes)}`,
      })),
    ),
  ];
};
