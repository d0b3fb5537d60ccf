import type { Door } from './lineage/door.ts';
import type { Known } from './lineage/known.ts';
import { partitionOf } from './regions.ts';
import type { Lookup } from './trail.ts';

/** One question to LookupEvents, and where to ask it. */
export interface Question {
  attribute: Lookup['attribute'];
  regions: readonly string[];
}

/** Where a partition keeps the events of IAM (CloudTrail user guide, "Global service events"). */
const globalRegion = { aws: 'us-east-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' } as const;

/** Where the events of IAM are among these Regions; all of them where that one is not among them. */
export const globalRegionOf = (regions: readonly string[]): readonly string[] => {
  const home = globalRegion[partitionOf(regions[0] ?? '')];
  return regions.includes(home) ? [home] : regions;
};

/**
 * What is to be asked next, now that these credentials and doors are known. Nothing is asked twice. Changes of a
 * password are asked for before the sign-ins with it.
 */
export class Lookups {
  readonly #regions: readonly string[];
  readonly #asked = new Set<string>();

  constructor(regions: readonly string[]) {
    this.#regions = regions;
  }

  /** @param wanted whether a credential is worth asking for: the workload's own sessions are not */
  next(known: readonly Known[], doors: readonly Door[], wanted: (id: string) => boolean): Question[] {
    const keys = known
      .filter(({ id }) => /^A[KS]IA/.test(id) && wanted(id))
      .map(({ id }): Question => ({ attribute: { key: 'AccessKeyId', value: id }, regions: this.#regions }));
    const behind = doors.flatMap((door) => this.#behind(door));
    return [...keys, ...behind].filter((question) => this.#isNew(question));
  }

  /** How many credentials were left out. */
  leftOut(known: readonly Known[]): number {
    return known.filter(({ id }) => /^A[KS]IA/.test(id) && !this.#asked.has(`AccessKeyId ${id}`)).length;
  }

  #behind(door: Door): Question[] {
    const everywhere = (key: Lookup['attribute']['key'], value: string): Question => ({
      attribute: { key, value },
      regions: this.#regions,
    });
    switch (door.kind) {
      case 'login-profile':
      case 'user': {
        const changes: Question = {
          attribute: { key: 'ResourceName', value: door.userName },
          regions: globalRegionOf(this.#regions),
        };
        const first = !this.#asked.has(nameOf(changes));
        return first ? [changes] : [everywhere('Username', door.userName)];
      }
      case 'signin-token':
        return [everywhere('Username', door.sessionArn.split('/').at(-1) ?? door.sessionArn)];
      case 'compute':
        // Whoever ends it names it as a resource.
        return [
          everywhere('Username', door.sessionName),
          { attribute: { key: 'ResourceName', value: door.sessionName }, regions: this.#one(door.region) },
        ];
      case 'reached':
        return [everywhere('Username', door.sessionName)];
      case 'role':
        return [everywhere('ResourceName', door.roleArn)];
      case 'provider':
        return [everywhere('ResourceName', door.arn)];
    }
  }

  #one(region: string): readonly string[] {
    return this.#regions.includes(region) ? [region] : this.#regions;
  }

  #isNew(question: Question): boolean {
    const name = nameOf(question);
    if (this.#asked.has(name)) return false;
    this.#asked.add(name);
    return true;
  }
}

const nameOf = ({ attribute: { key, value } }: Question): string => `${key} ${value}`;
