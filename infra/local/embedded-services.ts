import type { Clock, Operation, Service } from './contract.ts';
import { findIssuerIn } from './find-issuer.ts';
import { operationOf } from './host/administrator.ts';
import { createIam, type IamOptions } from './iam/iam.ts';
import { cloudtrail } from './services/cloudtrail.ts';
import { dynamodb } from './services/dynamodb/dynamodb.ts';
import { ec2 } from './services/ec2.ts';
import { assumeForRule } from './services/events/assume-for-rule.ts';
import { delivery } from './services/events/deliver.ts';
import { events } from './services/events/events.ts';
import { guardduty } from './services/guardduty.ts';
import { kms } from './services/kms.ts';
import { organizations } from './services/organizations.ts';
import { s3 } from './services/s3.ts';
import { secretsManager } from './services/secrets-manager.ts';
import { importedEvent } from './services/securityhub/imported-event.ts';
import { securityHub } from './services/securityhub/securityhub.ts';
import { ses } from './services/ses.ts';
import { sns } from './services/sns.ts';
import { sqs } from './services/sqs/sqs.ts';
import { ssm } from './services/ssm.ts';
import { apiCallEvent, eventSourceOf } from './trail/api-call-event.ts';
import { type Delay, trail } from './trail/trail.ts';

export interface ServicesOptions {
  clock: Clock;
  iam: Omit<IamOptions, 'clock'>;
  trailDelay: Delay;
  /** The endpoint, asked when a queue URL is written. */
  url(): string;
  /** Takes an event for a Lambda function. */
  invoke(functionArn: string, event: string): void;
}

/** Every service but Lambda, wired to each other: rules reach queues and functions, records reach rules. */
export const createServices = ({ clock, iam: iamOptions, trailDelay, url, invoke }: ServicesOptions) => {
  const iam = createIam({ ...iamOptions, clock });
  const history = trail({ clock, delay: trailDelay, findIssuer: findIssuerIn(iam.state) });
  const queues = sqs({ clock, baseUrl: url });
  const putEvents = (): Operation => operationOf([parts.events.service], 'events', 'PutEvents');
  const parts = {
    sqs: queues,
    sns: sns({ clock }),
    events: events({
      clock,
      ...delivery({
        clock,
        authorizer: iam.authorizer,
        assume: assumeForRule(iam),
        sqs: queues,
        invoke,
        putEvents,
      }),
    }),
    dynamodb: dynamodb({ clock }),
    secrets: secretsManager({ clock }),
    s3: s3({ clock }),
    kms: kms({ clock }),
    ec2: ec2({ clock, roles: iam.instanceRoles, recorder: history }),
    organizations: organizations(iam),
    ssm: ssm({ clock }),
    securityHub: securityHub(({ accountId, region }, finding) => {
      parts.events.emit(accountId, region, importedEvent(finding));
    }),
    ses: ses({ clock }),
    guardDuty: guardduty(),
  };
  history.onRecord((record) => {
    const { recipientAccountId, awsRegion } = record;
    // A storm is thousands of calls, and hardly any of them is what a rule waits for.
    if (!parts.events.listens(recipientAccountId, awsRegion, eventSourceOf(record))) return;
    const event = apiCallEvent(record);
    if (event) parts.events.emit(recipientAccountId, awsRegion, event);
  });
  const lookup = cloudtrail({ clock, trail: history });
  const services: Service[] = [iam.iam, iam.sts, lookup.service];
  services.push(...Object.values(parts).map(({ service }) => service));
  return { ...parts, iam, trail: history, services };
};
