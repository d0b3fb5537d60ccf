import { expect, it } from 'vitest';
import { parseSettings } from '#infra/cloud/settings/settings.ts';
import { SettingsError } from '#infra/cloud/settings/settings-error.ts';
import { everythingWritten } from './settings-of.ts';

const home = 'arn:aws:iam::210987654321:role';
const problemsOf = (redriveRoles: string[]): string[] => {
  try {
    parseSettings({ ...everythingWritten, redriveRoles });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(({ field }) => field);
  }
  return [];
};

it.each([
  `${home}/oncall`,
  `${home}/people/oncall`,
  `${home}/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_OnCall_????????????????`,
])('takes one role: %s', (arn) => {
  expect(problemsOf([arn])).toEqual([]);
});

// Their messages are believed as those of AWS are: whoever may make a role of a fitting name could lock anybody out.
it.each([`${home}/*`, `${home}/oncall-*`, 'arn:aws:iam::210987654321:user/oncall'])(
  'refuses what somebody else could be: %s',
  (arn) => {
    expect(problemsOf([arn])).toEqual([expect.stringMatching(/^redriveRoles/)]);
  },
);
