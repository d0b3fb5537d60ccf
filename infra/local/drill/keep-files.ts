import { pageName } from '#lib/report/case-files.ts';
import { lastLookOf } from './evidence.ts';
import { replaceFiles } from './folder.ts';
import type { Stage } from './stage.ts';

/** Where the evidence of the last look is laid, below the folder of the drill. */
const evidenceFolder = 'evidence';

/** The page of that look, below the folder of the drill. */
export const pageFile = `${evidenceFolder}/${pageName}`;

/**
 * Leaves what the drill produced in a folder: every mail as text, every incident as JSON, the functions' logs, and the
 * evidence of the last look at the leaked key.
 * @returns the names of the files, mails first, in the order in which they were sent
 * @throws DrillRefused when the folder holds what no drill has written
 */
export const keepFiles = async (stage: Stage, folder: string): Promise<string[]> => {
  const files = new Map<string, string | Buffer>(mailsOf(stage));
  for (const incident of await stage.incidents()) {
    files.set(`incident-${incident.incidentId}.json`, `${JSON.stringify(incident, null, 2)}\n`);
  }
  for (const name of stage.functions) {
    const lines = stage.aws.host.logs(name).filter((line) => line.trim() !== '');
    if (lines.length > 0) files.set(`${name}.log`, `${lines.join('\n')}\n`);
  }
  const leak = await stage.incidentOf(stage.leakedKey.accessKeyId);
  for (const [path, body] of leak ? lastLookOf(stage, leak.incidentId) : [])
    files.set(`${evidenceFolder}/${path}`, body);
  await replaceFiles(folder, files);
  return [...files.keys()];
};

const mailsOf = ({ aws, deployed }: Stage): [string, string][] => {
  const numbered = (index: number) => String(index + 1).padStart(2, '0');
  const chat = deployed.destinations?.chatTopicArn;
  const mails = aws.sns.mailbox().filter(({ topicArn }) => topicArn !== chat);
  return [
    ...mails.map(({ topicArn, at, subject, message }, index): [string, string] => {
      const topic = topicArn.split(':').at(-1) ?? '';
      const name = `${numbered(index)}-${contentOf(subject ?? '')}${/pages/.test(topic) ? '-page' : ''}.txt`;
      return [name, `Topic: ${topic}\nAt: ${at.toISOString()}\nSubject: ${subject}\n\n${message}\n`];
    }),
    ...aws.sns
      .mailbox(chat ?? '')
      .map(({ message }, index): [string, string] => [`chat-${numbered(index)}.json`, message]),
    ...aws.ses
      .mailbox()
      .map(({ subject, html = '' }, index): [string, string] => [
        `html-${numbered(index)}-${contentOf(subject)}.html`,
        html,
      ]),
  ];
};

/** What a mail is about, for its file's name: what its subject says before the colon. */
const contentOf = (subject: string): string => {
  if (/^Leaked key /.test(subject)) return 'what-the-key-did';
  const [about = ''] = subject.split(':');
  return (
    about
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 40) || 'mail'
  );
};
