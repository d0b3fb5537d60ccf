import type { LeakSignal, SignalReading } from '#lib/signal/leak-signal.ts';
import { outsideText } from '#lib/signal/outside-text.ts';
import { type KeyResource, keyResources, namedKeys } from './access-key.ts';
import { certaintyOf, describeFinding, findingId } from './describe.ts';
import type { Delivered } from './event.ts';
import { principalOf } from './principal.ts';
import { productName } from './product.ts';
import { refuseImport } from './refuse-import.ts';
import { isSample } from './sample.ts';

const toSignals = (delivered: Delivered, resources: readonly KeyResource[]): LeakSignal[] => {
  const { keys } = namedKeys(resources);
  const id = findingId(delivered.finding);
  return [...keys].map(([accessKeyId, details]) => ({
    id: keys.size > 1 ? `${id}:${accessKeyId}` : id,
    ...certaintyOf(delivered),
    accessKeyId,
    ...principalOf(accessKeyId, details),
    ...describeFinding(delivered),
    ...(details.AccountId !== undefined &&
      /^\d{12}$/.test(details.AccountId) && { accountId: details.AccountId }),
  }));
};

/** Somebody pressed the button and waits for something to happen: they are told by mail why nothing does. */
const cannotAct = ({ finding, action }: Delivered, why: string): SignalReading => ({
  kind: 'not-a-leak',
  tell: 'mail',
  id: `${findingId(finding)}:told`,
  reason: [
    `The custom action ${outsideText(action, 100) || '(unnamed)'} was chosen on a finding of ${productName(finding)}`,
    ` in account ${finding.AwsAccountId}, but ${why}: nothing is changed.`,
  ].join(''),
});

const userNamed = (resources: readonly KeyResource[]): string => {
  const name = resources.map(({ details }) => details.PrincipalName ?? details.UserName).find(Boolean);
  return name === undefined
    ? ''
    : ` (it names ${outsideText(name, 64)}; contain one of that user's keys by its id)`;
};

const withoutAKey = (delivered: Delivered, resources: readonly KeyResource[]): SignalReading => {
  const { path, action, finding } = delivered;
  const { fault } = namedKeys(resources);
  if (fault) return fault;
  const missing =
    resources.length === 0
      ? `${path}.Resources holds no AwsIamAccessKey`
      : `${path}.Resources holds no AccessKeyId${userNamed(resources)}`;
  if (action !== undefined) return cannotAct(delivered, missing);
  return {
    kind: 'undecided',
    id: findingId(finding),
    reason: `Security Hub imported a severe finding of ${productName(finding)} in account ${finding.AwsAccountId}, but ${missing}: a person must find the key.`,
  };
};

/** What one finding amounts to. */
export const readFinding = (delivered: Delivered): SignalReading => {
  const resources = keyResources(delivered);
  if (delivered.action === undefined) {
    const refused = refuseImport(delivered, resources);
    if (refused) return refused;
  } else if (isSample(delivered.finding, resources)) {
    return cannotAct(delivered, 'it is a sample');
  }
  const [first, ...others] = toSignals(delivered, resources);
  return first ? { kind: 'leak', signals: [first, ...others] } : withoutAKey(delivered, resources);
};
