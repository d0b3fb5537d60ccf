import { CfnResource } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { busStatements } from '#infra/deployed/bus-access.ts';
import { busName } from '#infra/deployed/names.ts';
import type { Deployment } from '#lib/platform/grants.ts';
import type { Settings } from '../settings/settings.ts';
import { type Binding, bind } from './binding.ts';
import { roleArn } from './names.ts';

export interface Bus {
  bus: events.CfnEventBus;
  binding: Binding;
}

export const createBus = (scope: Construct): Bus => {
  const bus = new events.CfnEventBus(scope, 'Bus', {
    name: busName,
    description: 'Leaks that scanners report, and what other Regions and accounts forward to Tourniquet',
  });
  return { bus, binding: bind({ busArn: bus.attrArn }) };
};

/** Lets in whose events are believed: the organization, or else each listed account by itself. */
export const openBus = (
  scope: Construct,
  bus: events.CfnEventBus,
  deployment: Deployment,
  { accounts }: Settings,
): void => {
  const listed = accounts === 'organization' ? [] : accounts;
  const statements = busStatements(deployment, listed, roleArn(scope, 'publish-incident'));
  // The construct of the CDK for it warns of fields that are not even set.
  for (const statement of statements)
    new CfnResource(scope, `Bus-${statement.Sid}`, {
      type: 'AWS::Events::EventBusPolicy',
      properties: { EventBusName: bus.ref, StatementId: statement.Sid, Statement: statement },
    });
};
