import { AwsError, type Call, type Operation, type Shape } from '../contract.ts';
import { arnOf, perScope, scopeOf } from './scope.ts';

interface Trail {
  Name: string;
  TrailARN: string;
  HomeRegion: string;
  IsMultiRegionTrail: boolean;
  IncludeGlobalServiceEvents: boolean;
  S3BucketName: string | undefined;
  isLogging: boolean;
}

const shown = ({ isLogging: _, ...trail }: Trail): Shape => trail;

/** Trails, as far as whether one is there and logs. Nothing is written to a bucket. */
export function trailOperations(): Record<string, Operation> {
  const trails = perScope(() => new Map<string, Trail>());
  const arn = (name: string, call: Call): string =>
    name.startsWith('arn:') ? name : arnOf('cloudtrail', scopeOf(call), `trail/${name}`);
  const ofAccount = ({ caller }: Call): Trail[] =>
    trails
      .all()
      .flatMap((known) => [...known.values()])
      .filter(({ TrailARN }) => TrailARN.split(':')[4] === caller.accountId);
  const existing = (name: string, call: Call): Trail => {
    const found = ofAccount(call).find(({ TrailARN }) => TrailARN === arn(name, call));
    if (found) return found;
    throw new AwsError('TrailNotFoundException', `Unknown trail: ${arn(name, call)}`);
  };
  const on = (readOnly: boolean, run: Operation['run']): Operation => ({
    readOnly,
    resources: (input, call) => [arn(input.Name ?? '', call)],
    run,
  });
  const switched = (isLogging: boolean): Operation =>
    on(false, (input, call) => {
      existing(input.Name, call).isLogging = isLogging;
      return {};
    });
  return {
    CreateTrail: on(false, (input, call) => {
      const trail: Trail = {
        Name: input.Name,
        TrailARN: arn(input.Name, call),
        HomeRegion: call.region,
        IsMultiRegionTrail: input.IsMultiRegionTrail ?? false,
        IncludeGlobalServiceEvents: input.IncludeGlobalServiceEvents ?? true,
        S3BucketName: input.S3BucketName,
        isLogging: false,
      };
      trails.of(scopeOf(call)).set(trail.Name, trail);
      return shown(trail);
    }),
    StartLogging: switched(true),
    StopLogging: switched(false),
    GetTrailStatus: on(true, (input, call) => ({ IsLogging: existing(input.Name, call).isLogging })),
    DescribeTrails: {
      readOnly: true,
      // A trail of all Regions shows in each of them, as its shadow.
      run: (_, call) => ({
        trailList: ofAccount(call)
          .filter(({ IsMultiRegionTrail, HomeRegion }) => IsMultiRegionTrail || HomeRegion === call.region)
          .map(shown),
      }),
    },
  };
}
