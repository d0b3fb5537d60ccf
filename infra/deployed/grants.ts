import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Deployment, Grant, Grants } from '#lib/platform/grants.ts';

const functions = fileURLToPath(new URL('../../functions/', import.meta.url));
const grantsFile = (folder: string): string => path.join(functions, folder, 'grants.ts');

/** Every function that there is, by its folder. */
export const functionFolders = async (): Promise<string[]> =>
  (await readdir(functions)).filter((folder) => existsSync(grantsFile(folder)));

/** The grants.ts of a function. */
export const loadGrants = async (folder: string): Promise<Grants> => {
  const { grants }: { grants: Grants } = await import(pathToFileURL(grantsFile(folder)).href);
  return grants;
};

/** What the grants.ts of a function asks for. */
export const grantsOf = async (folder: string, deployment: Deployment): Promise<readonly Grant[]> =>
  (await loadGrants(folder))(deployment);

/** A grant that is only there where something is switched on. */
export interface SwitchedGrant extends Grant {
  /** The condition of a template. */
  only?: string | undefined;
}

const covers = (one: SwitchedGrant, other: SwitchedGrant): boolean =>
  (one.only === undefined || one.only === other.only) &&
  other.resources.every((resource) => one.resources.includes(resource)) &&
  Object.entries(one.conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, value]) =>
      isDeepStrictEqual(other.conditions?.[operator]?.[key], value),
    ),
  );

/** Leaves out what another grant of the same list allows as well: taken away by itself it would not be missed. */
export const onceEach = <T extends SwitchedGrant>(grants: readonly T[]): T[] =>
  grants.flatMap((grant, at) => {
    const elsewhere = (action: string) =>
      grants.some(
        (other, place) =>
          place !== at &&
          other.actions.includes(action) &&
          covers(other, grant) &&
          (place < at || !covers(grant, other)),
      );
    const actions = grant.actions.filter((action) => !elsewhere(action));
    return actions.length > 0 ? [{ ...grant, actions }] : [];
  });

/** A statement of a role's policy. */
export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string[];
  Condition?: NonNullable<Grant['conditions']>;
}

export const allowed = ({ actions, resources, conditions }: Grant): Statement => ({
  Effect: 'Allow',
  Action: [...actions],
  Resource: [...resources],
  ...(conditions ? { Condition: conditions } : {}),
});

/**
 * The deny that lets no thief turn the one function that may write role policies against us. It stands in the role
 * beside what it is allowed.
 */
export const neverOnOurOwn = (roleArns: readonly string[]): Statement => ({
  Effect: 'Deny',
  Action: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
  Resource: [...roleArns],
});

/** An event that failed three times is kept, and the role of its function must be able to write there. */
export const keepFailures = ({ deadLettersQueueArn }: Deployment): Grant => ({
  why: 'events that Lambda gave up on',
  actions: ['sqs:SendMessage'],
  resources: [deadLettersQueueArn],
});
