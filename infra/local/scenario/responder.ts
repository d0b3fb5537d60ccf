import { grants as containGrants } from '#functions/contain/grants.ts';
import { grants as restoreGrants } from '#functions/restore/grants.ts';
import { grants as revokeGrants } from '#functions/revoke-sessions/grants.ts';
import type { Deployment, Grant } from '#lib/platform/grants.ts';

// The command speaks to IAM, STS and Organizations only: of the functions' grants it needs those.
const forTerminal = ({ actions }: Grant): boolean =>
  actions.every((action) => /^(iam|sts|organizations):/.test(action));

// A managed policy has room for 6,144 characters: what two functions need alike is said once, and without a Sid.
const statement = ({ actions, resources, conditions }: Grant): string =>
  JSON.stringify({
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(conditions && { Condition: conditions }),
  });

/** The policy of a person who runs `tourniquet contain` and `restore` by hand: the functions' own IAM grants. */
export const responderPolicy = (deployment: Deployment) => {
  const grants = [containGrants, restoreGrants, revokeGrants].flatMap((each) => each(deployment));
  const statements = new Set(grants.filter(forTerminal).map(statement));
  return { Version: '2012-10-17', Statement: [...statements].map((text) => JSON.parse(text)) };
};
