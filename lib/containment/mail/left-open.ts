import type { AlsoDenied, Incident } from '#lib/incident/incident.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { isRole, nounOf, ownerName, sessionName } from './credential.ts';
import { joined } from './joined.ts';
import { holds, isDenied, isInForce, liftedOf } from './standing.ts';
import type { UndoWays } from './ways.ts';

/** What the containment stops besides the thief, and what it does not stop. */
export const openLines = (incident: Incident, ways: UndoWays): string[] => {
  const { status, steps } = incident;
  if (status === 'restored' || status === 'observed' || !steps.some(isInForce)) return [];
  return [
    'What else is stopped, and still open:',
    ...(isRole(incident) ? ofRole(incident) : ofUser(incident, ways)),
  ];
};

const ofUser = (incident: Incident, ways: UndoWays): string[] => [
  isDenied(incident) ? `  ${whatTheDenyStops(incident)}` : `  ${notDenied(incident)}`,
  ...whoLooks(
    incident,
    ways,
    `  Roles that the ${nounOf(incident)} assumed, and what it made, are not stopped by this:`,
  ),
];

// The functions look by themselves, the terminal does not; of a descendant the leak's own investigation tells.
const whoLooks = (
  { accessKeyId, descendantOf }: Incident,
  { terminal, terminalInvestigate = 'npm run -s tourniquet -- investigate', restoreFunction }: UndoWays,
  line: string,
): string[] => {
  if (descendantOf !== undefined) return [`${line} the report on the leak tells of them.`];
  if (restoreFunction !== undefined) return [`${line} they are looked for now, a second mail tells.`];
  if (terminal === undefined || accessKeyId === null) return [`${line} look at what it did.`];
  return [line, `    ${terminalInvestigate} ${inert(accessKeyId, 128)} --contain`];
};

const notDenied = (incident: Incident): string => {
  if (incident.decidedBy === 'created-key')
    return 'The user is not denied, on purpose: it was there before. Sessions that the key issued live on.';
  return liftedOf(incident).length > 0
    ? 'The user is NOT denied: sessions of it that have not expired (up to 36 hours) work again.'
    : 'The user is NOT denied: sessions that the key issued live on.';
};

// What could not be read is not in the list: then only what is certain is said.
const whatTheDenyStops = ({ alsoDenied = [], alsoStopped = [] }: Incident): string => {
  if (alsoDenied.length > 0) return `The deny also stops: ${joined(alsoDenied.map(inWords), 330)}.`;
  const others =
    alsoStopped.length > 0
      ? `, its other key ${joined(
          alsoStopped.map((id) => inert(id, 128)),
          280,
        )}`
      : '';
  return `The deny stops all of this user${others} and its console login too.`;
};

const inWords = ({ kind, id, lastUsedAt }: AlsoDenied): string => {
  const day = lastUsedAt === null ? 'never used' : `last used ${inert(lastUsedAt.slice(0, 10), 10)}`;
  if (kind === 'console') return `console login (${day})`;
  // IAM does not tell when a service-specific credential was used last.
  if (kind === 'service-specific') return `service-specific credential ${inert(id, 100)}`;
  return `access key ${inert(id, 128)} (${day})`;
};

const ofRole = (incident: Incident): string[] => {
  const role = inert(ownerName(incident) ?? '', 64);
  if (nounOf(incident) === 'role')
    return [`  All that runs under role ${role} is denied, and so is whoever assumes it from now on.`];
  if (!holds(incident, 'deny-session')) return [];
  if (incident.session?.name === null)
    return [
      `  All that runs under role ${role} is denied until it fetches new credentials: start tasks anew, deploy functions`,
      "  anew, stop and start instances, or wait up to 6 hours. New sessions work, the thief's too if he gets one.",
    ];
  return [
    `  Other sessions of role ${role}, and new ones, go on working: the thief's too if he can have one issued.`,
    ...runsUnder(sessionName(incident)),
  ];
};

/**
 * Who else holds the credentials that were denied: EC2 names the session after the instance, ECS after the task,
 * Lambda after the function.
 */
const runsUnder = (name: string | undefined): string[] => {
  if (name === undefined) return [];
  if (/^i-[0-9a-f]{8,17}$/.test(name))
    return [
      `  Instance ${name} stays denied until it fetches new credentials: stop and start it, or wait up to 6 hours.`,
    ];
  if (/^[0-9a-f]{32}$/.test(name))
    return [
      `  ECS task ${name} stays denied until it fetches new credentials: stop it (its service starts another), or wait up to 6 hours.`,
    ];
  return [
    `  If a Lambda function is called ${inert(name, 64)}, it stays denied until it fetches new credentials: deploy it anew.`,
  ];
};
