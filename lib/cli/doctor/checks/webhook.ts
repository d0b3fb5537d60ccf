import { parseWebhookSecrets } from '#lib/signal/github/stored-secrets.ts';
import { isTaken, knock, type Reply } from '../../front-door.ts';
import { type Check, type Finding, nameIn, notChecked, ok, wrong } from '../check.ts';
import { readSecret } from '../read-secret.ts';
import { strangeDoor } from '../strange-door.ts';

/** GitHub docs, "Securing your webhooks": a random text of high entropy. Twenty characters are the least of that. */
const shortest = 20;

const secretOf = async (arn: string): Promise<{ current?: string; found: Finding[] }> => {
  const subject = nameIn(arn);
  const put = `put a random text there, and the same into the webhook of the GitHub App: aws secretsmanager put-secret-value --secret-id ${arn} --secret-string '{"current":"…"}'`;
  const text = await readSecret(arn);
  if (text === undefined) return { found: [wrong(subject, 'the secret is empty or not there', put)] };
  try {
    const { current, previous } = parseWebhookSecrets(text);
    if (current.length < shortest)
      return {
        current,
        found: [wrong(subject, `it is shorter than ${shortest} characters and can be guessed`, put)],
      };
    const found = [ok(subject, previous ? 'it is set, and an older one is still taken' : 'it is set')];
    return { current, found };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConfigError') throw error;
    return { found: [wrong(subject, 'the secret is not {"current":"…","previous":"…"}', put)] };
  }
};

const told = (reply: Reply): string =>
  typeof reply === 'number' ? `answered ${reply}` : `not answered (${reply})`;

const door = (
  url: string,
  { unsigned, wronglySigned, signed }: Awaited<ReturnType<typeof knock>>,
): Finding[] => {
  const look = `look at the log of tourniquet-receive-webhook, and whether ${url} is the address that was deployed`;
  const found: Finding[] = [];
  for (const [what, reply] of [
    ['a webhook without a signature', unsigned],
    ['a webhook that a stranger signed', wronglySigned],
  ] as const) {
    if (reply !== 401) found.push(wrong(url, `${what} is ${told(reply)}, and not 401`, look));
  }
  if (signed !== undefined && !isTaken(signed))
    found.push(wrong(url, `a signed ping is ${told(signed)}`, look));
  if (found.length > 0) return found;
  if (signed === undefined) return [ok(url, 'it refuses what is not signed')];
  return [ok(url, `it takes a signed ping (${signed}) and refuses what is not signed by GitHub`)];
};

/** Whether GitHub's webhooks get in, and nobody else's. */
export const webhook: Check = {
  id: 'webhook',
  asks: 'does the front door take webhooks of GitHub, and of nobody else?',
  run: async ({ system }) => {
    const { webhookUrl, deployment } = system;
    if (webhookUrl === undefined)
      return [notChecked('webhook', 'there is no front door: GitHub is not configured')];
    const strange = await strangeDoor(system);
    const { current, found } = await secretOf(deployment.webhookSecretArn);
    if (strange) return [...found, strange];
    return [...found, ...door(webhookUrl, await knock(webhookUrl, current))];
  },
};
