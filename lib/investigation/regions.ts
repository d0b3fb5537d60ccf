import { describeError } from '#lib/aws/errors.ts';

/** The Regions that every account of a partition has and cannot switch off (AWS Account Management guide). */
const defaultRegions = {
  aws: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ca-central-1',
    'eu-central-1',
    'eu-north-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'sa-east-1',
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
} as const;

/** Where to look. `unknown` says why Regions may be missing from the list. */
export interface EnabledRegions {
  regions: string[];
  unknown?: string;
}

export const partitionOf = (region: string): keyof typeof defaultRegions => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

/**
 * The Regions that are switched on in the account. When AWS will not tell, the look goes on in those that
 * nobody can switch off, and `unknown` has the reason, for the report: opt-in Regions are then not looked at.
 * @param home the Region that is asked, which also tells the partition
 */
export const enabledRegions = async (
  home: string,
  describe: (home: string) => Promise<string[]> = describeRegions,
): Promise<EnabledRegions> => {
  const { regions, unknown } = await ask(home, describe);
  if (!unknown) return { regions: regions.toSorted() };
  return { regions: [...new Set([home, ...defaultRegions[partitionOf(home)]])].toSorted(), unknown };
};

const ask = async (home: string, describe: (home: string) => Promise<string[]>): Promise<EnabledRegions> => {
  try {
    const regions = await describe(home);
    return regions.length > 0 ? { regions } : { regions, unknown: 'ec2:DescribeRegions named no Region' };
  } catch (error) {
    return { regions: [], unknown: describeError('ec2:DescribeRegions', error) };
  }
};

/**
 * ec2:DescribeRegions without AllRegions answers the enabled Regions only. The EC2 client is the heaviest of
 * all (1.4 MB minified, its import takes four to five times that of the CloudTrail client), so it is loaded
 * when it is needed and not before.
 */
export const describeRegions = async (home: string): Promise<string[]> => {
  const { EC2Client, DescribeRegionsCommand } = await import('@aws-sdk/client-ec2');
  const { Regions } = await new EC2Client({ region: home, maxAttempts: 5 }).send(
    new DescribeRegionsCommand({}),
  );
  return (Regions ?? []).flatMap(({ RegionName }) => (RegionName ? [RegionName] : []));
};
