import * as z from 'zod/mini';
import { isKeyId } from '#lib/credential/key-id.ts';
import { type Conversion, type Finding, itemsOf, passedOver, toConversion, unread } from './conversion.ts';
import { placeText } from './place.ts';

const text = z.catch(z.optional(z.string()), undefined);

/** A finding in the JSON report of Gitleaks, version 8. */
const finding = z.object({
  RuleID: z.string(),
  Secret: text,
  File: text,
  StartLine: z.catch(z.optional(z.number()), undefined),
  Commit: text,
  Link: text,
});

/** `github.com/acme/shop` of `https://github.com/acme/shop/blob/<commit>/config/aws.env#L3`, also as GitLab writes it. */
const repositoryOf = (link: string | undefined): string | undefined =>
  /^(https?:\/\/[^\s?#]{1,300}?)(?:\/-)?\/(?:blob|src|commit|browse)\//.exec(link ?? '')?.[1];

/** What `--redact` leaves of a secret: `REDACTED`, or its beginning and dots. */
const isMasked = (secret: string | undefined): boolean => /^REDACT(?:ED)?$|\.{3}$/.test(secret ?? '');

const whyNot = ({ RuleID, Secret }: z.infer<typeof finding>): Finding => {
  if (!/aws/i.test(RuleID)) return passedOver('findings that are no AWS access key');
  return isMasked(Secret)
    ? unread('AWS keys that Gitleaks masked: run it without --redact, straight into this command')
    : unread('AWS findings of Gitleaks whose Secret is no access key id');
};

const readFinding = (item: unknown): Finding => {
  const parsed = finding.safeParse(item);
  if (!parsed.success) {
    return unread('not a finding of Gitleaks: is --from right, and was it run with --report-format json?');
  }
  const { Secret, File: file, StartLine: line, Commit: commit, Link } = parsed.data;
  // The rule aws-access-token takes the id for the secret; a rule of one's own that finds an id is as good.
  if (!isKeyId(Secret)) return whyNot(parsed.data);
  const where = placeText({ file, line, commit, holder: repositoryOf(Link) });
  return {
    event: {
      accessKeyId: Secret,
      where: where || 'a place that Gitleaks does not name',
      scanner: 'gitleaks',
    },
  };
};

/** The AWS keys in a JSON report of Gitleaks. Gitleaks tries no key: `verified` stays open. Never throws. */
export const convertGitleaks = (value: unknown): Conversion => toConversion(itemsOf(value).map(readFinding));
