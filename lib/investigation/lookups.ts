import type { Door } from './lineage/door.ts';
import type { Known } from './lineage/known.ts';
import { partitionOf } from './regions.ts';
import type { Answer, Lookup } from './trail.ts';

/** One question to LookupEvents, and where to ask it. */
export interface Question {
  attribute: Lookup['attribute'];
  regions: readonly string[];
  /** Only as far back as a session lives that is alive. */
  lately?: true;
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
  readonly #answered = new Set<string>();

  constructor(regions: readonly string[]) {
    this.#regions = regions;
  }

  /**
   * @param wanted whether a credential is worth asking for: the workload's own sessions that have ended are not
   * @param mayBeDenied whether it matters who else goes by the name of a session
   */
  next(
    known: readonly Known[],
    doors: readonly Door[],
    wanted: (id: string) => boolean,
    mayBeDenied = wanted,
  ): Question[] {
    const keys = known
      .filter(({ id }) => /^A[KS]IA/.test(id) && wanted(id))
      .map(({ id }) => this.#everywhere('AccessKeyId', id));
    const behind = doors.flatMap((door) =>
      this.#behind(door).map((one): Asking => ({ ...one, door: door.key })),
    );
    // Who else uses a role under the name of a session would be stopped with it.
    const names = known.flatMap(({ id, kind, issuedBy, sessionName }) =>
      kind === 'role-session' && issuedBy !== null && sessionName && mayBeDenied(id)
        ? [this.#everywhere('Username', sessionName)]
        : [],
    );
    const fresh: Asking[] = [...keys, ...behind].filter((asking) => this.#isNew(asking));
    // A production is busy under its name: all of its 90 days would take the time for everything else.
    for (const name of names)
      if (!this.#asked.has(nameOf(name)) && this.#isNew({ ...name, lately: true }))
        fresh.push({ ...name, lately: true });
    return [...new Map(fresh.map(({ door: _, ...question }) => [nameOf(question), question])).values()];
  }

  /**
   * Takes what the Regions answered to a question. One that may not be read at all is no reason to let a thief go on: who
   * is busy under a name is busy elsewhere, too.
   */
  answered(question: Question, answers: readonly Answer[]): void {
    if (answers.every(({ complete, refused }) => complete || refused)) this.#answered.add(nameOf(question));
  }

  /** Whether all that was asked about a session's name was answered: then it is known who else goes by it. */
  knows(sessionName: string): boolean {
    const question = this.#everywhere('Username', sessionName);
    return [question, { ...question, lately: true as const }].some((one) => this.#answered.has(nameOf(one)));
  }

  /** The credentials that were left out, by their ids. */
  leftOut(known: readonly Pick<Known, 'id'>[]): Set<string> {
    const wasAsked = (id: string) => this.#asked.has(nameOf(this.#everywhere('AccessKeyId', id)));
    return new Set(known.flatMap(({ id }) => (/^A[KS]IA/.test(id) && !wasAsked(id) ? [id] : [])));
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

const nameOf = ({ attribute: { key, value }, regions, lately }: Question): string =>
  `${key} ${value} in ${regions.join()}${lately ? ' lately' : ''}`;
