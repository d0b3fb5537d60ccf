import type { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { forwardingPlaces } from '#infra/deployed/forwarding.ts';
import type { Settings } from '../settings/settings.ts';
import { ForwardingStack } from './forwarding-stack.ts';

export const forwardingStackName = (region: string): string => `Tourniquet-forwarding-${region}`;

/**
 * The stacks that forward the home account's own events: of AWS Health and IAM, which are in us-east-1 only, and
 * GuardDuty's of further Regions. They are deployed after the home stack, whose bus they forward to.
 */
export const createForwarding = (
  app: Construct,
  home: Stack,
  { region: homeRegion, guardDutyRegions, pages }: Settings,
): ForwardingStack[] =>
  forwardingPlaces('home', homeRegion, guardDutyRegions).map(({ region, kinds }) => {
    const stack = new ForwardingStack(app, forwardingStackName(region), {
      env: { region },
      description: `Tourniquet: forwards leaks from ${region}`,
      kinds,
      homeRegion,
      pages,
    });
    stack.addStackDependency(home);
    return stack;
  });
