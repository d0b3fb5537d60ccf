import { textsAt } from '../detail.ts';
import { type Call, lastPart } from './call.ts';

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

const mostKept = 20_000;

/** When compute was ended, by whomever: until then it draws a new session of its role whenever it likes. */
export class ComputeEnds {
  readonly #ended = new Map<string, number>();

  note(call: Call): void {
    const paths = Object.hasOwn(endings, call.action) ? endings[call.action] : undefined;
    if (!paths || !call.succeeded || call.at === null || this.#ended.size >= mostKept) return;
    for (const id of paths.flatMap((path) => textsAt(call.detail, path))) {
      const name = lastPart(id.split(':').at(-1) ?? id) ?? id;
      const key = `${call.accountId} ${name}`;
      this.#ended.set(key, Math.max(call.at, this.#ended.get(key) ?? call.at));
    }
  }

  hasEnded(accountId: string, name: string, since: number): boolean {
    return (this.#ended.get(`${accountId} ${name}`) ?? Number.NEGATIVE_INFINITY) >= since;
  }
}
