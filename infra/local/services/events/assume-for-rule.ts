import type { Caller } from '../../contract.ts';
import type { Iam } from '../../iam/iam.ts';
import { sessionForService } from '../../sts/service-session.ts';
import type { Putter } from './buses.ts';

/** A target's role as EventBridge assumes it: for a rule, which the role's trust policy may ask for. */
export const assumeForRule =
  ({ state, identities }: Pick<Iam, 'state' | 'identities'>) =>
  ({ roleArn, ruleArn, accountId }: Putter & { roleArn: string }): Caller => {
    const { accessKeyId, sessionToken } = sessionForService(state, {
      service: 'events.amazonaws.com',
      roleArn,
      sessionName: 'rule',
      seconds: 3600,
      conditions: { 'aws:SourceArn': ruleArn, 'aws:SourceAccount': accountId },
    });
    return identities.find(accessKeyId, sessionToken).caller;
  };
