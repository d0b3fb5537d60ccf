import { randomBytes } from 'node:crypto';
import { dirname, join, relative } from 'node:path';
import { company } from '../scenario/company.ts';
import type { BrokenOperation } from './break-operation.ts';
import { everywhere } from './elsewhere.ts';
import { ensureBuilt } from './ensure-built.ts';
import { unproved } from './evidence.ts';
import { falseAlarm } from './false-alarm.ts';
import { claimFolder } from './folder.ts';
import { keepFiles, pageFile } from './keep-files.ts';
import { mayCloseAlerts } from './leak.ts';
import { heading, type Print } from './show.ts';
import type { SourceName } from './sources.ts';
import { setStage } from './stage.ts';
import { theft } from './theft.ts';

export { isSourceName, sourceNames } from './sources.ts';

export interface DrillOptions {
  print: Print;
  /** Folder for the mails and incidents: a new one, an empty one, or one of an earlier drill. */
  folder: string;
  /** Who reports the leak. */
  source: SourceName;
  /** An operation that shall fail inside the functions, `iam:UpdateAccessKey`: the drill should then fail. */
  breaks?: string | undefined;
}

export interface DrillResult {
  /** Why the drill failed; empty when containment was read back and every later attempt refused rightly. */
  problems: string[];
}

// A change of IAM takes 3 to 4 seconds to reach the data plane on AWS; CloudTrail minutes.
const propagationDelay = 4_000;
const trailDelay = 60_000;

/**
 * Plays a leak from the first theft to the undo, on the embedded AWS and the bundled functions.
 * @throws DrillRefused for a folder that is not the drill's, or for an operation that there is not
 */
export const runDrill = async ({ print, folder, source, breaks }: DrillOptions): Promise<DrillResult> => {
  await claimFolder(folder);
  await ensureBuilt(print);
  const webhookSecret = randomBytes(32).toString('hex');
  const stage = await setStage(company, {
    propagationDelay,
    trailDelay,
    webhookSecret,
    destinations: everywhere,
  });
  mayCloseAlerts(stage.github);
  try {
    const broken = breaks ? stage.breakOperation(breaks) : undefined;
    const problems = [...(await theft(stage, print, source)), ...(await falseAlarm(stage, print))];
    if (broken) problems.push(...neverStruck(breaks, broken));
    const files = await keepFiles(stage, folder);
    if (files.includes(pageFile)) problems.push(...(await unproved(stage, join(folder, dirname(pageFile)))));
    else problems.push('no look left a page about the leaked key');
    ending(print, problems, folder, files);
    if (broken && problems.length === 0)
      print(`That is so although ${breaks} failed ${broken.struck()} times.`);
    return { problems };
  } finally {
    await stage.close();
  }
};

// A typing error or an operation that no function needs must not look like a drill that stood the failure.
const neverStruck = (name: string | undefined, broken: BrokenOperation): string[] =>
  broken.struck() > 0 ? [] : [`${name} was to fail, and no function called it: nothing was broken`];

const ending = (print: Print, problems: string[], folder: string, files: readonly string[]): void => {
  const [firstMail] = files;
  heading(print, problems.length === 0 ? 'The drill passed' : 'THE DRILL FAILED');
  for (const problem of problems) print(`  ${problem}`);
  const shown = relative(process.cwd(), folder);
  const here = shown.startsWith('..') ? folder : shown;
  if (problems.length > 0 || !firstMail) {
    print(`Mails, incidents and logs: ${here}`);
    return;
  }
  print(
    `Read ${join(here, firstMail)} first: the mail that a person gets. Incidents and logs lie beside it.`,
  );
  print(`Open ${join(here, pageFile)} then: the page of the whole case, with signed evidence beside it.`);
  print('Then try: npm run -s tourniquet -- local');
};
