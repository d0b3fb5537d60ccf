import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from './stage.ts';

/** Leaves what the drill produced in a folder: every mail as text, every incident as JSON, the functions' logs. */
export const keepFiles = async (stage: Stage, folder: string): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [index, mail] of stage.aws.sns.mailbox().entries()) {
    const topic = mail.topicArn.split(':').at(-1);
    const text = `Topic: ${topic}\nAt: ${mail.at.toISOString()}\nSubject: ${mail.subject}\n\n${mail.message}\n`;
    await writeFile(join(folder, `${String(index + 1).padStart(2, '0')}-${topic}.txt`), text);
  }
  for (const incident of await stage.incidents()) {
    await writeFile(join(folder, `${incident.incidentId}.json`), `${JSON.stringify(incident, null, 2)}\n`);
  }
  for (const name of stage.functions) {
    await writeFile(join(folder, `${name}.log`), `${stage.aws.host.logs(name).join('\n')}\n`);
  }
};
