import * as z from 'zod/mini';
import { count, moment } from '#lib/platform/plain-text.ts';
import { GithubRefused } from '#lib/signal/github/errors.ts';
import type { Ask } from '#lib/signal/github/poll/ask.ts';
import { type Attempt, toAttempts } from '#lib/signal/github/poll/listed.ts';
import { type Finding, ok, wrong } from '../check.ts';

const hook = z.object({ url: z.optional(z.string()), content_type: z.optional(z.string()) });

const settings = 'in the settings of the App, under Webhook';

/** Whether the App delivers where the front door is. */
const leadsHere = async (ask: Ask, subject: string, webhookUrl: string): Promise<Finding[]> => {
  const set = `set the address to ${webhookUrl}, ${settings}`;
  try {
    const { body } = await ask({ route: 'GET /app/hook/config', as: 'app' });
    const read = hook.safeParse(body);
    const url = read.success ? read.data.url : undefined;
    if (!url) return [wrong(subject, 'the App has no webhook', set)];
    if (url !== webhookUrl) return [wrong(subject, `the App delivers to ${url}`, set)];
    return read.success && read.data.content_type === 'json'
      ? []
      : [wrong(subject, 'the App delivers forms', `set the content type to application/json, ${settings}`)];
  } catch (error) {
    if (error instanceof GithubRefused && error.status === 404)
      return [wrong(subject, 'the App has no webhook', set)];
    throw error;
  }
};

/** The webhooks of which no attempt arrived, the newest first. */
const lost = (attempts: readonly Attempt[]): Attempt[] => {
  const arrived = new Set(attempts.filter(({ delivered }) => delivered).map(({ guid }) => guid));
  return [
    ...new Map(attempts.filter(({ guid }) => !arrived.has(guid)).map((each) => [each.guid, each])).values(),
  ];
};

/** Whether what GitHub has delivered lately arrived. @throws GithubRefused, GithubUnavailable */
export const deliveriesArrive = async (
  ask: Ask,
  host: string,
  webhookUrl: string | undefined,
): Promise<Finding[]> => {
  const subject = `webhooks of ${host}`;
  if (webhookUrl === undefined) return [];
  const found = await leadsHere(ask, subject, webhookUrl);
  const parameters = { per_page: 100 };
  const { body } = await ask({ route: 'GET /app/hook/deliveries', parameters, as: 'app' });
  const attempts = toAttempts(body, []);
  const failed = lost(attempts);
  const [newest] = failed;
  if (newest)
    found.push(
      wrong(
        subject,
        `${count(failed.length, 'webhook')} of the last days did not arrive, the last at ${moment(newest.deliveredAt)}`,
        `mend what the check "webhook" says; poll-github fetches what they reported, and "Recent Deliveries" ${settings} can deliver again`,
      ),
    );
  return found.length > 0
    ? found
    : [ok(subject, attempts.length > 0 ? 'all of the last days arrived' : 'none was sent in the last days')];
};
