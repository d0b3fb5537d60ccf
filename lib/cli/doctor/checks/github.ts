import { githubAsk } from '#lib/signal/github/poll/host-client.ts';
import { type HostApp, parseGithubApps } from '#lib/signal/github/stored-secrets.ts';
import { type Check, type Finding, nameIn, notChecked, ok, type Patient, wrong } from '../check.ts';
import { deployedApiUrl } from '../github/api-url.ts';
import { deliveriesArrive } from '../github/deliveries.ts';
import { type Installation, installationsOf, isComplete } from '../github/installations.ts';
import { scanningIsOn } from '../github/scanning.ts';
import { readSecret } from '../read-secret.ts';
import { strangeDoor } from '../strange-door.ts';

/** The Apps, or what is wrong with their secret. */
const appsIn = async (arn: string, apiUrl: string): Promise<readonly HostApp[] | Finding> => {
  const subject = nameIn(arn);
  const mend = `make the App (docs/sources.md), write {"appId":1,"privateKey":"-----BEGIN …"} into a file and fill it in: aws secretsmanager put-secret-value --secret-id ${arn} --secret-string file://app.json`;
  const text = await readSecret(arn);
  if (text === undefined || text.trim() === '{}')
    return wrong(subject, 'no GitHub App is filled in: no alert can be read', mend);
  try {
    return parseGithubApps(text, apiUrl);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConfigError') throw error;
    return wrong(subject, 'what is filled in is no GitHub App', mend);
  }
};

/** What GitHub refuses has its mend in it already (lib/signal/github/refusals.ts). */
const orRefused = async (subject: string, work: () => Promise<Finding[]>): Promise<Finding[]> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'GithubRefused' && 'mend' in error)
      return [wrong(subject, error.message, String(error.mend))];
    if (error instanceof Error && error.name === 'GithubUnavailable')
      return [wrong(subject, error.message, 'see https://www.githubstatus.com, and ask again')];
    throw error;
  }
};

const missing = (installed: readonly Installation[], organizations: readonly string[]): Finding[] =>
  organizations
    .filter((name) => !installed.some(({ login }) => login.toLowerCase() === name.toLowerCase()))
    .map((name) =>
      wrong(
        name,
        'the GitHub App is not installed there',
        `install it: https://github.com/organizations/${name}/settings/installations`,
      ),
    );

const examine = async (
  { host, ...app }: HostApp,
  { organizations }: Patient,
  webhookUrl: string | undefined,
): Promise<Finding[]> => {
  const ask = githubAsk({ host, ...app });
  const installed: Installation[] = [];
  const listed = await orRefused(host, async () => {
    installed.push(...(await installationsOf(ask)));
    return installed.length > 0
      ? missing(installed, organizations)
      : [
          wrong(
            host,
            'the GitHub App is installed nowhere',
            'install it in every organization that may leak a key',
          ),
        ];
  });
  const each = installed.map((installation) =>
    orRefused(installation.login, async () => {
      const found = isComplete(installation);
      if (found.length > 0) return found;
      const scanning = await scanningIsOn(installation, ask);
      return scanning.length > 0
        ? scanning
        : [ok(installation.login, 'the App may read its alerts, and secret scanning is on')];
    }),
  );
  const deliveries = orRefused(`webhooks of ${host}`, () => deliveriesArrive(ask, host, webhookUrl));
  return [...listed, ...(await Promise.all(each)).flat(), ...(await deliveries)];
};

/** Whether GitHub's alerts can be read, are made at all, and are told to us. */
export const github: Check = {
  id: 'github',
  asks: 'do the alerts of GitHub reach us, from every organization?',
  run: async (patient) => {
    const { functions, deployment } = patient.system;
    if (!functions.includes('poll-github')) return [notChecked('GitHub', 'it is not configured')];
    const apiUrl = await deployedApiUrl();
    if (typeof apiUrl !== 'string') return [apiUrl];
    const apps = await appsIn(deployment.githubAppSecretArn, apiUrl);
    if (!('map' in apps)) return [apps];
    // People are told to lead the App there: what is wrong with that address the check "webhook" says.
    const webhookUrl = (await strangeDoor(patient.system)) ? undefined : patient.system.webhookUrl;
    return (await Promise.all(apps.map((app) => examine(app, patient, webhookUrl)))).flat();
  },
};
