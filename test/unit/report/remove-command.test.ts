import { describe, expect, it } from 'vitest';
import type { MadeThing } from '#lib/investigation/made-things.ts';
import { actionOf, makings } from '#lib/investigation/making.ts';
import { removeCommands } from '#lib/report/remove-command.ts';
import { safeCommand } from '#lib/report/safe-command.ts';
import { first } from './found.ts';

const thing = (action: string, id: string, owner?: [kind: string, name: string]): MadeThing => {
  const [service = '', eventName = ''] = action.split(':');
  const eventSource = `${service}.amazonaws.com`;
  const kind = makings.get(actionOf(eventSource, eventName))?.kind ?? 'unknown';
  const whose = owner && { owner: { kind: owner[0], name: owner[1] } };
  return { kind, id, ...whose, at: first, eventSource, eventName, region: 'eu-west-1' };
};
const policy = 'arn:aws:iam::aws:policy/AdministratorAccess';
const provider = 'arn:aws:iam::111122223333:oidc-provider/token.evil.example/a';

describe('a command', () => {
  it.each<[MadeThing, string]>([
    [
      thing('iam:AttachUserPolicy', policy, ['user', 'eve']),
      `aws iam detach-user-policy --user-name eve --policy-arn ${policy}`,
    ],
    [
      thing('iam:AttachRolePolicy', policy, ['role', 'r']),
      `aws iam detach-role-policy --role-name r --policy-arn ${policy}`,
    ],
    [
      thing('iam:AttachGroupPolicy', policy, ['group', 'g']),
      `aws iam detach-group-policy --group-name g --policy-arn ${policy}`,
    ],
    [
      thing('iam:UploadSSHPublicKey', 'APKA1', ['user', 'eve']),
      'aws iam delete-ssh-public-key --user-name eve --ssh-public-key-id APKA1',
    ],
    [
      thing('iam:CreateOpenIDConnectProvider', provider),
      `aws iam delete-open-id-connect-provider --open-id-connect-provider-arn ${provider}`,
    ],
    [
      thing('iam:CreateSAMLProvider', 'arn:aws:iam::111122223333:saml-provider/evil'),
      'aws iam delete-saml-provider --saml-provider-arn arn:aws:iam::111122223333:saml-provider/evil',
    ],
    [
      thing('rolesanywhere:CreateTrustAnchor', '4d07f6a0'),
      'aws rolesanywhere disable-trust-anchor --region eu-west-1 --trust-anchor-id 4d07f6a0',
    ],
    [
      thing('lambda:CreateEventSourceMapping', '11-22'),
      'aws lambda delete-event-source-mapping --region eu-west-1 --uuid 11-22',
    ],
    [
      thing('autoscaling:CreateAutoScalingGroup', 'miners'),
      'aws autoscaling delete-auto-scaling-group --region eu-west-1 --auto-scaling-group-name miners --force-delete',
    ],
    [
      thing('ec2:CreateFleet', 'fleet-1'),
      'aws ec2 delete-fleets --region eu-west-1 --fleet-ids fleet-1 --terminate-instances',
    ],
    [
      thing('ec2:RequestSpotFleet', 'sfr-1'),
      'aws ec2 cancel-spot-fleet-requests --region eu-west-1 --spot-fleet-request-ids sfr-1 --terminate-instances',
    ],
    [
      thing('lightsail:CreateInstances', 'l-1'),
      'aws lightsail delete-instance --region eu-west-1 --instance-name l-1',
    ],
    [
      thing('elasticmapreduce:RunJobFlow', 'j-1'),
      'aws emr terminate-clusters --region eu-west-1 --cluster-ids j-1',
    ],
    [
      thing('ssm:CreateActivation', 'a-1'),
      'aws ssm delete-activation --region eu-west-1 --activation-id a-1',
    ],
  ])('takes away $kind $id', (made, command) => {
    expect(removeCommands([made])).toEqual([command]);
    expect(safeCommand(command)).toBe(command);
    expect(removeCommands([{ ...made, removedAt: first }])).toEqual([]);
    for (const id of ['x; reboot', '$(reboot)', '-x', 'https://evil.example/x'])
      expect(removeCommands([{ ...made, id }])).toEqual([]);
    expect(removeCommands([{ ...made, region: '; reboot' }])).toEqual([]);
    if (made.owner)
      expect(removeCommands([{ ...made, owner: { ...made.owner, name: '; reboot' } }])).toEqual([]);
  });

  it('stands in front of the machines that what it takes away would start again', () => {
    const commands = removeCommands([thing('ec2:RunInstances', 'i-1'), thing('ec2:CreateFleet', 'fleet-1')]);
    expect(commands.map((command) => command.split(' ')[2])).toEqual([
      'delete-fleets',
      'terminate-instances',
    ]);
  });
});
