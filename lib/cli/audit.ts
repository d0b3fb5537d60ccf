import { blastOf } from '#lib/containment/blast.ts';
import { rules } from '#lib/platform/rules.ts';
import { parseArguments } from './arguments.ts';
import { blastText } from './audit-text.ts';
import { type Answer, type Command, exitCodes } from './command.ts';
import { requireCredentials } from './credentials.ts';
import { accountSources } from './deps.ts';
import { jsonOption } from './options.ts';
import { UsageError } from './usage-error.ts';

const options = {
  blast: {
    type: 'boolean',
    default: false,
    help: 'every active access key, and what its containment would break; reads only',
  },
  account: {
    type: 'string',
    value: 'ID,ID',
    help: 'these accounts; else the one of your credentials, and those in the rule "accounts"',
  },
  json: {
    ...jsonOption,
    help: 'print {"at", "accounts", "keys": [{"accessKeyId", "owner", "wouldBreak", …}], "unread"} and nothing else',
  },
} as const;

const run = async (args: string[]): Promise<Answer> => {
  const { values } = parseArguments({ args, options });
  if (!values.blast)
    throw new UsageError(
      '--blast',
      'say what to audit: tourniquet audit --blast tells of every active access key what its containment would break',
    );
  const given = values.account === undefined ? undefined : accountsIn(values.account);
  const note = await requireCredentials();
  const sources = accountSources();
  const accounts = given ?? [...new Set([await sources.ownAccountId(), ...rules().accounts])];
  const blast = await blastOf(accounts, { ...sources, rules });
  const unreadAccounts = blast.unread.filter(({ user }) => user === null).length;
  if (unreadAccounts === accounts.length)
    throw new Error(
      `no account could be read: ${blast.unread.map((each) => `${each.accountId}: ${each.reason}`).join('; ')}`,
    );
  return {
    exitCode: blast.unread.length === 0 ? exitCodes.good : exitCodes.notContained,
    document: blast,
    text: [...blastText(blast, rules()), ...(note ? ['', note] : [])].join('\n'),
  };
};

const accountsIn = (text: string): string[] => {
  const accounts = [...new Set(text.split(',').map((each) => each.trim()))];
  const wrong = accounts.find((each) => !/^\d{12}$/.test(each));
  if (wrong !== undefined)
    throw new UsageError(
      '--account',
      `--account takes account ids of 12 digits, separated by commas: ${wrong}`,
    );
  return accounts;
};

export const auditCommand: Command = {
  usage: 'audit --blast [--account ID,ID] [--json]',
  summary: 'see what a containment would break, before you let one happen by itself',
  options,
  run,
};
