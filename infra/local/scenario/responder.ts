import { grants as containGrants } from '#functions/contain/grants.ts';
import { grants as restoreGrants } from '#functions/restore/grants.ts';
import type { Deployment, Grant } from '#lib/platform/grants.ts';

// The command speaks to IAM, STS and Organizations only: of the functions' grants it needs those.
const forTerminal = ({ actions }: Grant): boolean =>
  actions.every((action) => /^(iam|sts|organizations):/.test(action));

const statement = ({ why, actions, resources, conditions }: Grant) => ({
  Sid: why.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 60),
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(conditions && { Condition: conditions }),
});

/** The policy of a person who runs `tourniquet contain` and `restore` by hand: the functions' own IAM grants. */
export const responderPolicy = (deployment: Deployment) => ({
  Version: '2012-10-17',
  Statement: [...containGrants(deployment), ...restoreGrants(deployment)].filter(forTerminal).map(statement),
});
