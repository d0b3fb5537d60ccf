import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { externalId, member, memberRole, own, serveAccounts, stranger } from '#test/unit/aws/two-accounts.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  // Clients keep the endpoint that they were made with.
  vi.resetModules();
});

const audit = async (...args: string[]) =>
  (await import('./terminal.ts')).tourniquet('audit', '--blast', ...args);
const auditJson = async (...args: string[]) =>
  (await import('./terminal.ts')).tourniquetJson('audit', '--blast', ...args);

const withRules = async (rules: object): Promise<void> => {
  const path = join(await temporaryFolder(), 'rules.json');
  await writeFile(path, JSON.stringify(rules));
  vi.stubEnv('TOURNIQUET_RULES_FILE', path);
};

/** A bot that uses its key, and somebody who does not. The responder uses its own. */
const company = async () => {
  const cloud = await serveAccounts();
  const bot = cloud.user('bot').accessKeyId;
  const idle = cloud.user('idle').accessKeyId;
  cloud.identities.used(bot, 's3', 'eu-west-1');
  return { ...cloud, bot, idle };
};

interface Key {
  owner: string;
  wouldBreak: string[];
}

describe('tourniquet audit --blast', () => {
  it('prints every active key and what its containment would break, and changes nothing', async () => {
    const { bot, calls } = await company();
    const { exitCode, document, stderr } = await auditJson();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(document).toMatchObject({ accounts: [own], unread: [] });
    const broken = document.keys.map(({ owner, wouldBreak }: Key) => [
      owner.split('/').at(-1),
      wouldBreak.length,
    ]);
    expect(broken.slice(0, 2).sort()).toEqual([
      ['bot', 1],
      ['responder', 1],
    ]);
    expect(broken.slice(2)).toEqual([['idle', 0]]);
    expect(document.keys).toContainEqual(
      expect.objectContaining({ accessKeyId: bot, lastUsed: expect.objectContaining({ service: 's3' }) }),
    );
    expect(calls.filter(({ call }) => !/^(Get|List)/.test(call.operation))).toEqual([]);
  });

  it('is a table for people, what breaks first', async () => {
    const { bot, idle } = await company();
    const principal = `arn:aws:iam::${own}:user/bot`;
    await withRules({ protected: [{ principal, reason: 'invoices', until: '2999-01-01T00:00:00Z' }] });
    const { exitCode, stdout } = await audit();
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(
      `3 active access keys of users in account ${own}. Containing 2 of them would break what was used in the last 90 days.`,
    );
    expect(lines[2]).toMatch(/^KEY +OWNER +MADE +LAST USED +ITS CONTAINMENT WOULD BREAK +NOTE$/);
    expect(lines[4]).toMatch(
      new RegExp(
        `^${bot} +${own}:user/bot +\\d{4}-\\d\\d-\\d\\d +\\d{4}-\\d\\d-\\d\\d +the key itself, used .* by s3 in eu-west-1 +protected until 2999-01-01: invoices$`,
      ),
    );
    expect(lines[5]).toMatch(new RegExp(`^${idle} +${own}:user/idle +\\S+ +never +nothing$`));
  });

  it('reads the accounts of the rules through their member role, and says which it could not read', async () => {
    const { addMemberRole, setUp } = await company();
    await withRules({ accounts: [member, stranger] });
    vi.stubEnv('TOURNIQUET_MEMBER_ROLE', memberRole);
    vi.stubEnv('TOURNIQUET_MEMBER_EXTERNAL_ID', externalId);
    addMemberRole();
    const { run } = setUp(member);
    run('CreateUser', { UserName: 'there' });
    run('CreateAccessKey', { UserName: 'there' });
    const { exitCode, document } = await auditJson();
    expect(exitCode).toBe(3);
    expect(document.accounts).toEqual([own, member, stranger]);
    expect(document.keys).toContainEqual(
      expect.objectContaining({ accountId: member, owner: `arn:aws:iam::${member}:user/there` }),
    );
    expect(document.unread).toEqual([
      { accountId: stranger, user: null, reason: expect.stringContaining('cannot be entered through') },
    ]);
    const people = await audit('--account', `${member}, ${stranger}`);
    expect(people).toMatchObject({ exitCode: 3, stdout: '' });
    expect(people.stderr).toContain(
      `NOT READ, so anything may be there:\n  ${stranger}: account ${stranger}`,
    );
    expect(people.stderr).toContain(`1 active access key of users in account ${member}.`);
    expect(people.stderr).not.toContain(`${own}:user/bot`);
  });

  it('exits 1 where nothing at all could be read', async () => {
    await company();
    const { exitCode, document } = await auditJson('--account', stranger);
    expect(exitCode).toBe(1);
    expect(document.error.message).toBe(
      `no account could be read: ${stranger}: it is none that we answer for: list it in the rule "accounts"`,
    );
  });
});
