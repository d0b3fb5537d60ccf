import { lastOfArn } from '#lib/aws/arn.ts';
import { part, text, textsAt } from '../detail.ts';
import type { Call } from './call.ts';
import type { Door } from './door.ts';
import { regionOf } from './region.ts';

/** What ends compute, or takes its role away, and where the call names it. */
const endings: Record<string, string[]> = {
  'ec2:TerminateInstances': ['requestParameters.instancesSet.items.instanceId'],
  'ec2:DisassociateIamInstanceProfile': [
    'responseElements.iamInstanceProfileAssociation.instanceId',
    'responseElements.DisassociateIamInstanceProfileResponse.iamInstanceProfileAssociation.instanceId',
  ],
  'lambda:DeleteFunction': ['requestParameters.functionName'],
  'ecs:StopTask': ['requestParameters.task'],
};
/** The instance runs on without it. */
const leavesItThere = 'ec2:DisassociateIamInstanceProfile';

type Compute = Extract<Door, { kind: 'compute' }>;

const mostKept = 20_000;

/** When compute was ended, by whomever: until then it draws a new session of its role whenever it likes. */
export class ComputeEnds {
  readonly #ended = new Map<string, number>();
  readonly #gone = new Map<string, number>();

  note(call: Call): void {
    const paths = Object.hasOwn(endings, call.action) ? endings[call.action] : undefined;
    if (!paths || !call.succeeded || call.at === null || this.#ended.size >= mostKept) return;
    // Without one version of it the function runs on.
    if (text(part(call.detail['requestParameters'])['qualifier']) !== null) return;
    for (const id of paths.flatMap((path) => textsAt(call.detail, path))) {
      const name = lastOfArn(id.split(':').at(-1) ?? id) ?? id;
      const key = `${call.accountId} ${regionOf(call)} ${name}`;
      for (const times of call.action === leavesItThere ? [this.#ended] : [this.#ended, this.#gone])
        times.set(key, Math.max(call.at, times.get(key) ?? call.at));
    }
  }

  /** Whether it was ended after it was opened last. */
  hasEnded(door: Compute): boolean {
    return since(door, this.#ended) !== undefined;
  }

  /** When it was taken away since it was opened last, milliseconds. */
  goneAt(door: Compute): number | undefined {
    return since(door, this.#gone);
  }
}

const since = (
  { accountId, region, sessionName, at, lastAt }: Compute,
  times: ReadonlyMap<string, number>,
): number | undefined => {
  const ended = times.get(`${accountId} ${region} ${sessionName}`);
  return ended !== undefined && ended >= (lastAt ?? at) ? ended : undefined;
};
