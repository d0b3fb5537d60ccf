import { awsRelevance } from './github/secret-types.ts';
import { toRef, webhookBody } from './github/webhook-body.ts';
import { alertActions, type GithubAlertRef, type RefAction } from './github-alert-ref.ts';
import { type Malformed, malformed, malformedBy } from './malformed.ts';

export { type GithubAlertRef, githubAlertRef } from './github-alert-ref.ts';

/** What a signed webhook amounts to. */
export type WebhookReading =
  | { kind: 'alert'; ref: GithubAlertRef }
  /** Understood, and nothing for us. */
  | { kind: 'ignored'; reason: string }
  /** Not what GitHub sends: `field` names what is wrong, as a path from the top of the body. */
  | Malformed;

const ignored = (reason: string): WebhookReading => ({ kind: 'ignored', reason });

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body as JSON, or undefined. The parser's own message quotes the body, so it goes nowhere. */
const parseJson = (body: Uint8Array): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
};

const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

const secretScanningFields = ['secret_type', 'secret_type_display_name', 'locations_url', 'publicly_leaked'];

/** What the body is not: undefined when it is a secret scanning alert. */
const otherEvent = (body: Fields): WebhookReading | undefined => {
  if (!Object.hasOwn(body, 'alert')) {
    const ping = Object.hasOwn(body, 'zen') && Object.hasOwn(body, 'hook_id');
    return ignored(ping ? 'a ping: the webhook is set up' : 'the body holds no alert');
  }
  const alert = own(body, 'alert');
  if (!isObject(alert)) return malformed('alert', 'alert must be an object');
  if (!secretScanningFields.some((field) => Object.hasOwn(alert, field))) {
    return ignored('an alert of another kind: it has no alert.secret_type');
  }
  return undefined;
};

/**
 * What a webhook's action amounts to, undefined where it reports no new leak. A `secret_scanning_alert_location`
 * says `created` too, of the location that it carries besides the alert.
 */
const refAction = (action: string, body: Fields): RefAction | undefined => {
  if (Object.hasOwn(body, 'location')) return action === 'created' ? 'location_created' : undefined;
  return alertActions.find((each) => each === action);
};

/** The action is echoed to the sender and logged, so only what looks like one is repeated. */
const named = (action: string): string => (/^[a-z_]{1,40}$/.test(action) ? `"${action}"` : 'given');

const readAlert = (body: Fields, action: RefAction, deliveredAt: string): WebhookReading => {
  const parsed = webhookBody.safeParse(body);
  if (!parsed.success) return malformedBy(parsed.error, body, 'body');
  const { secret_type: secretType, provider_slug, provider } = parsed.data.alert;
  if (awsRelevance({ secretType, provider: provider_slug ?? provider }) === 'other-provider') {
    return ignored('the secret belongs to another provider than AWS');
  }
  return { kind: 'alert', ref: toRef(parsed.data, action, deliveredAt) };
};

/**
 * Reads a webhook whose signature was verified. What kind of event it is comes from the body alone: GitHub signs
 * the body and none of the headers, so whoever holds one delivery may send it again under another name.
 *
 * @param deliveredAt when it reached us, ISO 8601 UTC
 */
export const readGithubWebhook = (bytes: Uint8Array, deliveredAt: string): WebhookReading => {
  const json = parseJson(bytes);
  if (!json) {
    return malformed(
      'body',
      'body is not JSON in UTF-8: set the content type of the webhook to application/json',
    );
  }
  const body = json.value;
  if (!isObject(body)) return malformed('body', 'body must be a JSON object');
  const other = otherEvent(body);
  if (other) return other;
  const action = own(body, 'action');
  if (typeof action !== 'string') return malformed('action', 'action must be text');
  const reported = refAction(action, body);
  if (!reported) return ignored(`the action ${named(action)} reports no new leak`);
  return readAlert(body, reported, deliveredAt);
};
