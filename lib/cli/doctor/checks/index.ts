import type { Check } from '../check.ts';
import { bus } from './bus.ts';
import { cloudtrail } from './cloudtrail.ts';
import { forwarding } from './forwarding.ts';
import { functions } from './functions.ts';
import { github } from './github.ts';
import { guardduty } from './guardduty.ts';
import { mail } from './mail.ts';
import { members } from './members.ts';
import { queues } from './queues.ts';
import { roles } from './roles.ts';
import { rules } from './rules.ts';
import { storage } from './storage.ts';
import { webhook } from './webhook.ts';

/** All that is asked, in the order in which people are told: what keeps a leak from being contained comes first. */
export const checks = [
  functions,
  roles,
  queues,
  storage,
  mail,
  rules,
  bus,
  forwarding,
  members,
  webhook,
  github,
  cloudtrail,
  guardduty,
] as const satisfies readonly Check[];
