import type { PolicyDocument } from '../../contract.ts';

/** Names by service prefix, parted by white space: `{ ec2: 'RunInstances StartInstances' }`. */
export const actions = (byService: Record<string, string>): string[] =>
  Object.entries(byService).flatMap(([service, names]) =>
    names
      .split(/\s+/)
      .filter(Boolean)
      .map((name) => `${service}:${name}`),
  );

export const allowing = (byService: Record<string, string>): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions(byService), Resource: '*' }],
});
