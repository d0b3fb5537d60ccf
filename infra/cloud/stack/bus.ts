import { CfnResource } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { busName } from '#infra/deployed/names.ts';
import type { Settings } from '../settings/settings.ts';
import { type Binding, bind } from './binding.ts';

export interface Bus {
  bus: events.CfnEventBus;
  binding: Binding;
}

/** Lets the organization, or else each listed account by itself, put events on our bus; nobody else. */
const admit = (scope: Construct, bus: events.CfnEventBus, { organizationId, accounts }: Settings): void => {
  const permit = (id: string, statement: object) =>
    new CfnResource(scope, `Admit-${id}`, {
      type: 'AWS::Events::EventBusPolicy',
      properties: {
        EventBusName: bus.ref,
        StatementId: id,
        Statement: {
          Sid: id,
          Effect: 'Allow',
          Action: 'events:PutEvents',
          Resource: bus.attrArn,
          ...statement,
        },
      },
    });
  if (organizationId !== undefined) {
    permit('organization', {
      Principal: '*',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': organizationId } },
    });
    return;
  }
  if (accounts === 'organization') return;
  for (const accountId of accounts) permit(`member-${accountId}`, { Principal: { AWS: accountId } });
};

export const createBus = (scope: Construct, settings: Settings): Bus => {
  const bus = new events.CfnEventBus(scope, 'Bus', {
    name: busName,
    description: 'Leaks that scanners report, and what other Regions and accounts forward to Tourniquet',
  });
  admit(scope, bus, settings);
  return { bus, binding: bind({ busArn: bus.attrArn }) };
};
