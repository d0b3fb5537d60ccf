import { automation } from './automation.ts';
import type { Case } from './case.ts';
import { compute } from './compute.ts';
import { containers } from './containers.ts';
import { data } from './data.ts';
import { federation } from './federation.ts';
import { functions } from './functions.ts';
import { identities } from './identities.ts';
import { learning } from './learning.ts';
import { messaging } from './messaging.ts';
import { network } from './network.ts';
import { secrets } from './secrets.ts';
import { sessions } from './sessions.ts';
import { web } from './web.ts';

/** For each call that is known to make something a record written by hand. */
export const cases: Case[] = [
  ...identities,
  ...federation,
  ...functions,
  ...compute,
  ...containers,
  ...automation,
  ...sessions,
  ...network,
  ...secrets,
  ...data,
  ...messaging,
  ...web,
  ...learning,
];
