import { randomUUID } from 'node:crypto';
import { describeError } from '#lib/aws/errors.ts';
import { accountsOf } from '../accounts-of.ts';
import { type Check, type Finding, notChecked, ok, type Patient, wrong } from '../check.ts';
import { listenForMarked } from '../marked-answers.ts';
import { type Marked, sendMarked } from '../marked-events.ts';
import { credentialsIn } from '../through.ts';

interface Place {
  accountId: string;
  region: string;
  kind: string;
}

const subjectOf = ({ accountId, region, kind }: Place): string =>
  `tourniquet-${kind} in ${region} of account ${accountId}`;

const deaf = (place: Place, patience: number): Finding =>
  wrong(
    subjectOf(place),
    `it is deaf: a marked event did not arrive within ${patience} s`,
    `what it could not deliver is in the queue tourniquet-undelivered beside it, and whom our bus lets in tells the check "bus"; look in that account: aws events describe-rule --region ${place.region} --name tourniquet-${place.kind}`,
  );

const homePlaces = ({ system, expected }: Patient): Place[] =>
  expected.forwarding.home.map((each) => ({ accountId: system.deployment.accountId, ...each }));

interface Members {
  places: Place[];
  unasked: Finding[];
}

const memberPlaces = async ({ system, expected, through }: Patient): Promise<Members> => {
  const accounts = await accountsOf(system);
  if ('unknown' in accounts)
    return { places: [], unasked: [notChecked('the accounts of the organization', accounts.unknown)] };
  if (accounts.length === 0) return { places: [], unasked: [] };
  if (through === undefined)
    return {
      places: [],
      unasked: [
        notChecked(
          accounts.map((id) => `account ${id}`).join(', '),
          'only their own buses take a marked event: name a role there that you may assume, --through ROLE',
        ),
      ],
    };
  const places = accounts.flatMap((accountId) =>
    expected.forwarding.member.map((each) => ({ accountId, ...each })),
  );
  return { places, unasked: [] };
};

/** Sends a marked event to the rule of a place. @returns a finding where it could not be sent */
const send = async (place: Place, marked: Marked, patient: Patient): Promise<Finding | undefined> => {
  const { system, through, expected } = patient;
  try {
    const credentials =
      place.accountId === system.deployment.accountId
        ? undefined
        : await credentialsIn(place.accountId, through ?? '', system.deployment.partition);
    await sendMarked(marked, { region: place.region, ...expected.doctor, credentials });
    return undefined;
  } catch (error) {
    return wrong(
      subjectOf(place),
      `no marked event could be sent to it: ${describeError('events:PutEvents', error)}`,
      place.accountId === system.deployment.accountId
        ? 'give your credentials the policy docs/policies/doctor.json'
        : `let ${through} be assumed by you, with the right events:PutEvents on the default bus`,
    );
  }
};

/**
 * Whether what is reported in other Regions and accounts reaches us: an event that only the doctor sends goes through
 * each rule that forwards, and comes back on a queue that only the doctor reads.
 */
export const forwarding: Check = {
  id: 'forwarding',
  asks: 'is every Region and account heard?',
  run: async (patient) => {
    const { places: further, unasked } = await memberPlaces(patient);
    const places = [...homePlaces(patient), ...further].map((place) => ({ place, test: randomUUID() }));
    const { region } = patient.system.deployment;
    const sent = await Promise.all(
      places.map(async ({ place, test }) => ({
        place,
        test,
        failed: await send(place, { rule: place.kind, test }, patient),
      })),
    );
    const waitedFor = new Set(sent.flatMap(({ test, failed }) => (failed ? [] : [test])));
    const heard = await listenForMarked(
      waitedFor,
      region,
      patient.expected.doctor.queueName,
      patient.patience,
    );
    return [
      ...sent.map(
        ({ place, test, failed }) =>
          failed ??
          (heard.has(test)
            ? ok(subjectOf(place), 'a marked event came through it')
            : deaf(place, patient.patience)),
      ),
      ...unasked,
    ];
  },
};
