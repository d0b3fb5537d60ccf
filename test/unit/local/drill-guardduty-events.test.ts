import { describe, expect, it } from 'vitest';
import { guardDutyAttackSequence, guardDutyRoleFinding } from '#infra/local/drill/events/guardduty.ts';
import { defaultRules } from '#lib/platform/rules.ts';
import { readGuardDutyEvent } from '#lib/signal/guardduty.ts';

const at = new Date('2026-11-20T10:00:00.000Z');
const accountId = '123456789012';
const session = {
  accessKeyId: 'ASIAY34FZKBNKMUTVV7A',
  roleName: 'reporting',
  roleId: 'AROAY34FZKBOV6W7X2Y3Z',
  sessionName: 'i-0a1b2c3d4e5f60718',
};
const named = { roleName: session.roleName, roleId: session.roleId, sessionName: session.sessionName };

/** As EventBridge delivers what was emitted. */
const read = ({ source, detailType, detail }: { source: string; detailType: string; detail: object }) =>
  readGuardDutyEvent({ source, 'detail-type': detailType, detail }, defaultRules());

describe("a drill's findings are read as GuardDuty's", () => {
  it('about a session of a role', () => {
    expect(read(guardDutyRoleFinding({ ...session, accountId, at }))).toMatchObject({
      kind: 'leak',
      signals: [
        {
          accessKeyId: session.accessKeyId,
          accountId,
          session: named,
          lastSeenAt: at.toISOString(),
          reason: expect.stringContaining(`Instance ${session.sessionName} stays denied`),
        },
      ],
    });
  });

  it('again, under the id of the first', () => {
    const made = { ...session, accountId, at, findingId: 'f1' };
    const [first, repeat] = [read(guardDutyRoleFinding(made)), read(guardDutyRoleFinding(made))];
    expect(first).toMatchObject({ signals: [{ id: 'guardduty:f1' }] });
    expect(repeat).toEqual(first);
  });

  it('of any type', () => {
    const type = 'Recon:IAMUser/TorIPCaller';
    expect(read(guardDutyRoleFinding({ ...session, accountId, at, type }))).toMatchObject({
      kind: 'not-a-leak',
      reason: expect.stringContaining(type),
    });
  });

  it('about an attack by a user and a role session', () => {
    const user = {
      accessKeyId: 'AKIAY34FZKAOKMUTVV7A',
      userName: 'build-bot',
      userId: 'AIDAY34FZKBOQ2R3S4T5U',
    };
    const event = guardDutyAttackSequence({ actors: [user, session], accountId, at });
    expect(read(event)).toMatchObject({ kind: 'leak', signals: [{ ...user }, { session: named }] });
  });
});
