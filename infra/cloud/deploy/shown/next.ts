import type { Settings } from '../../settings/settings.ts';
import type { Outputs } from '../run-cdk.ts';

const second = (
  { github, accounts, region }: Settings,
  outputs: Readonly<Record<string, string>>,
): string => {
  if (github)
    return `Make the GitHub App (docs/settings.md), give it the address above, and its webhook secret, the value of current in what this shows:
     aws secretsmanager get-secret-value --region ${region} --secret-id ${outputs['WebhookSecretArn']} --query SecretString --output text
   Put its id and private key into the other one, with the number and the file that GitHub gave you:
     jq -n --rawfile key KEY.pem '{appId: 12345, privateKey: $key}' >app.json
     aws secretsmanager put-secret-value --region ${region} --secret-id ${outputs['GithubAppSecretArn']} --secret-string file://app.json
     rm app.json`;
  return accounts.length > 0
    ? 'Deploy the member roles to your other accounts: docs/members.md'
    : 'See that GuardDuty is on in every Region that you use: it, AWS Health and your scanners are the sources now (docs/sources.md)';
};

const third = ({ github, accounts, mode, region }: Settings): string =>
  `Ask what is missing${github && accounts.length > 0 ? ' (the member roles of docs/members.md, for one)' : ''}, then play a leak in your account:
     export AWS_REGION=${region}
     npm run -s tourniquet -- doctor
     npm run -s tourniquet -- drill --live${mode === 'observe' ? '     # once mode is contain: in observe nothing is contained' : ''}`;

/** The address for GitHub and the next three things to do. */
export const nextSteps = (settings: Settings, homeStack: string, all: Outputs): string => {
  const outputs = all[homeStack] ?? {};
  const { WebhookUrl } = outputs;
  const addresses = [...new Set([...settings.mail, ...settings.pages])];
  return [
    'Deployed.',
    ...(WebhookUrl === undefined ? [] : [`Webhook: ${WebhookUrl}`]),
    '',
    'Next:',
    `1. Confirm the subscriptions that AWS has sent to ${addresses.join(', ')}: until then nobody is told.`,
    `2. ${second(settings, outputs)}`,
    `3. ${third(settings)}`,
    ...(settings.mode === 'observe'
      ? [
          '',
          'It observes. When its mails say what you want, set mode to contain in the file and deploy again.',
        ]
      : []),
  ].join('\n');
};
