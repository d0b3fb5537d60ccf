import type { Json } from '../detail.ts';
import { billing, destroying, issuing, readingData } from './effects/actions.ts';
import { askedFor, failed } from './request.ts';
import { sharesWithOutside } from './sharing.ts';

/**
 * What a call that succeeded amounts to.
 * - `read-data`: it handed over secrets or what is stored
 * - `discovered`: it only looked
 * - `issued`: it gave out a credential, a session or a way to sign in
 * - `changed`: it changed something
 * - `shared`: it let somebody outside the account in
 * - `billed`: it costs money
 * - `destroyed`: it took something away
 */
export type Effect = 'read-data' | 'discovered' | 'changed' | 'shared' | 'billed' | 'destroyed' | 'issued';

const deletes = /:(?:Delete|Terminate|Purge|BatchDelete)(?=[A-Z])/;
const looks =
  /:(?:Describe|List|Get|BatchDescribe|BatchGet|Search|Lookup|Simulate|Head|Query|Scan|Select|Check|Estimate|Preview|Download|Export|Decode|Validate)(?=[A-Z]|$)/;

// A setting that goes is a change: nothing is missed that was stored or built.
const ofSettings =
  /(?:Policy|PolicyVersion|Boundary|Encryption|Replication|PublicAccessBlock|Tags|Tagging|Website|Cors|Lifecycle|LoggingConfiguration|UrlConfig|Entry|Filter|Members|Invitations)$/;

const readsData = (action: string, detail: Json): boolean =>
  readingData.has(action) ||
  (action === 'ec2:DescribeInstanceAttribute' && askedFor(detail)['attribute'] === 'userData');

const bills = (action: string, detail: Json): boolean =>
  billing.has(action) || (action === 'sns:Publish' && askedFor(detail)['phoneNumber'] !== undefined);

const destroys = (action: string): boolean =>
  destroying.has(action) || (deletes.test(action) && !ofSettings.test(action));

/** A record that does not say whether it is a reading call is read by its name; what looks like neither changes. */
const onlyReads = (action: string, readOnly: boolean | null): boolean =>
  readOnly ?? (looks.test(action) || readingData.has(action));

// Signing in and taking on a role change nothing in the account, although CloudTrail counts some of it as writing.
const signsIn = /^(?:signin|sts|rolesanywhere|cognito-identity):|^sso:(?:Authenticate|Federate|CreateToken)$/;

/**
 * The effects of a call; none of a call that failed.
 * @param action `iam:CreateUser`, as actionOf gives it
 * @param readOnly as CloudTrail says; InvokeModel and AssumeRole, too, count as reading there
 * @param detail the CloudTrail record; empty where it could not be read
 */
export const effectsOf = (action: string, readOnly: boolean | null, detail: Json): readonly Effect[] => {
  if (failed(detail)) return [];
  const found: Effect[] = [];
  if (readsData(action, detail)) found.push('read-data');
  if (issuing.has(action)) found.push('issued');
  if (sharesWithOutside(action, detail)) found.push('shared');
  if (bills(action, detail)) found.push('billed');
  if (destroys(action)) found.push('destroyed');
  if (onlyReads(action, readOnly)) return found.length > 0 ? found : ['discovered'];
  return destroys(action) || signsIn.test(action) ? found : [...found, 'changed'];
};
