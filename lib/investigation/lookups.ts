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

/** A question, and the door that it is asked for. */
type Asking = Question & { door?: string };

/**
 * What is to be asked next, now that these credentials and doors are known. Nothing is asked twice, but for a door that
 * was not known before: what came in by it was passed over. Changes of a password are asked for before the sign-ins with it.
 */
export class Lookups {
  readonly #regions: readonly string[];
  readonly #asked = new Set<string>();
  /** What had been asked before the questions that were handed out last. */
  #answered: ReadonlySet<string> = new Set();

  constructor(regions: readonly string[]) {
    this.#regions = regions;
  }

  /** @param wanted whether a credential is worth asking for: the workload's own sessions are not */
  next(known: readonly Known[], doors: readonly Door[], wanted: (id: string) => boolean): Question[] {
    const keys = known
      .filter(({ id }) => /^A[KS]IA/.test(id) && wanted(id))
      .map(({ id }) => this.#everywhere('AccessKeyId', id));
    const behind = doors.flatMap((door) =>
      this.#behind(door).map((one): Asking => ({ ...one, door: door.key })),
    );
    // Who else uses a role under the name of a session would be stopped with it.
    const names = known.flatMap(({ id, kind, issuedBy, sessionName }) =>
      kind === 'role-session' && issuedBy !== null && sessionName && wanted(id)
        ? [this.#everywhere('Username', sessionName)]
        : [],
    );
    this.#answered = new Set(this.#asked);
    const askings: Asking[] = [...keys, ...behind, ...names];
    const fresh = askings.filter((asking) => this.#isNew(asking));
    return [...new Map(fresh.map(({ door: _, ...question }) => [nameOf(question), question])).values()];
  }

  /** Whether all that was asked about a session's name was answered: then it is known who else goes by it. */
  knows(sessionName: string): boolean {
    return this.#answered.has(nameOf(this.#everywhere('Username', sessionName)));
  }

  /** How many credentials were left out. */
  leftOut(known: readonly Known[]): number {
    const wasAsked = (id: string) => this.#asked.has(nameOf(this.#everywhere('AccessKeyId', id)));
    return known.filter(({ id }) => /^A[KS]IA/.test(id) && !wasAsked(id)).length;
  }

  #behind(door: Door): Question[] {
    switch (door.kind) {
      case 'login-profile':
      case 'user': {
        const changes: Question = {
          attribute: { key: 'ResourceName', value: door.userName },
          regions: globalRegionOf(this.#regions),
        };
        const first = !this.#asked.has(nameOf(changes));
        return first ? [changes] : [this.#everywhere('Username', door.userName)];
      }
      case 'signin-token':
        return [this.#everywhere('Username', door.sessionArn.split('/').at(-1) ?? door.sessionArn)];
      case 'compute':
        // Whoever ends it names it as a resource.
        return [
          this.#everywhere('Username', door.sessionName),
          { attribute: { key: 'ResourceName', value: door.sessionName }, regions: this.#one(door.region) },
        ];
      case 'reached':
        return [this.#everywhere('Username', door.sessionName)];
      case 'role':
        return [this.#everywhere('ResourceName', door.roleArn)];
      case 'provider':
        return [this.#everywhere('ResourceName', door.arn)];
    }
  }

  #everywhere(key: Lookup['attribute']['key'], value: string): Question {
    return { attribute: { key, value }, regions: this.#regions };
  }

  #one(region: string): readonly string[] {
    return this.#regions.includes(region) ? [region] : this.#regions;
  }

  #isNew({ door, ...question }: Asking): boolean {
    const name = nameOf(question);
    const asking = door === undefined ? name : `${name} for ${door}`;
    if (this.#asked.has(asking)) return false;
    this.#asked.add(name).add(asking);
    return true;
  }
}

const nameOf = ({ attribute: { key, value }, regions }: Question): string =>
  `${key} ${value} in ${regions.join()}`;
