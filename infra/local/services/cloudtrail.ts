import { AwsError, type Clock, type Service } from '../contract.ts';
import { lookup, parseQuery } from '../trail/lookup.ts';
import { TokenBucket } from '../trail/token-bucket.ts';
import type { Trail } from '../trail/trail.ts';
import { trailOperations } from './cloudtrail-trails.ts';
import { perScope, scopeOf } from './scope.ts';

/** LookupEvents answers two requests a second in each account and Region. No quota raises that. */
const rate = { capacity: 2, perSecond: 2 };

/** CloudTrail's event history: management events of 90 days, Region by Region, as late as the trail is. */
export function cloudtrail({ clock, trail }: { clock: Clock; trail: Trail }): { service: Service } {
  const buckets = perScope(() => new TokenBucket(clock, rate));
  return {
    service: {
      name: 'cloudtrail',
      client: '@aws-sdk/client-cloudtrail',
      eventSource: 'cloudtrail.amazonaws.com',
      operations: {
        ...trailOperations(),
        LookupEvents: {
          readOnly: true,
          run(input, call) {
            if (!buckets.of(scopeOf(call)).take()) throw new AwsError('ThrottlingException', 'Rate exceeded');
            const now = clock.now();
            const query = parseQuery(input, now);
            // Insights are not emulated: an account without them has none.
            if (input.EventCategory === 'insight') return { Events: [] };
            return lookup(trail.history(call.caller.accountId, call.region), query, input.NextToken, now);
          },
        },
      },
    },
  };
}
