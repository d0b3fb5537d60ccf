import {
  type EvaluationResult,
  type IAMClient,
  SimulateCustomPolicyCommand,
  type SimulateCustomPolicyCommandInput,
} from '@aws-sdk/client-iam';
import type { KnownKeys } from './known-keys.ts';
import type { WrittenLayers } from './layers.ts';

export interface Simulation {
  layers: WrittenLayers;
  actions: readonly string[];
  /** ARNs, or `*`. */
  resources: readonly string[];
  known: KnownKeys;
}

/** Whether an action is allowed on a resource; undefined where the answer does not say. */
export type Allowed = (action: string, resource: string) => boolean | undefined;

export type Simulate = (simulation: Simulation) => Promise<Allowed>;

/** More than this in one call would be a long one; the API names no limit. */
const resourcesAtOnce = 20;

const inputOf = ({ layers, actions, known }: Simulation): SimulateCustomPolicyCommandInput => ({
  PolicyInputList: layers.identity,
  ...(layers.boundary !== undefined && { PermissionsBoundaryPolicyInputList: [layers.boundary] }),
  ...(layers.scps.length > 0 && {
    OrderedOrganizationPolicyInputList: layers.scps.map((level) => ({
      ServiceControlPolicyInputList: level,
    })),
  }),
  ActionNames: [...actions],
  // No CallerArn: with one, another account's role would need that account's consent as well.
  ContextEntries: [...known.present.values()].map(({ key, value, type }) => ({
    ContextKeyName: key,
    ContextKeyValues: [value],
    ContextKeyType: type,
  })),
  MaxItems: 1000,
});

const keyOf = (action: string, resource: string): string => `${action.toLowerCase()} ${resource}`;

/**
 * One result an action, and a decision for each resource in it. The decision of the result itself is the strictest of
 * all resources, so that it counts where only one was asked about.
 */
const decisionsIn = (result: EvaluationResult, resources: readonly string[]): [string, boolean][] => {
  const { EvalActionName: action = '', EvalDecision, ResourceSpecificResults = [] } = result;
  const [only = '*', ...others] = resources;
  const ofResources = ResourceSpecificResults.map((each): [string, boolean] => [
    keyOf(action, each.EvalResourceName ?? ''),
    each.EvalResourceDecision === 'allowed' && isWithin(each),
  ]);
  if (others.length > 0 || EvalDecision === undefined) return ofResources;
  const byOrganization = result.OrganizationsDecisionDetail?.AllowedByOrganizations !== false;
  return [
    ...ofResources,
    [keyOf(action, only), EvalDecision === 'allowed' && isWithin(result) && byOrganization],
  ];
};

const isWithin = ({
  PermissionsBoundaryDecisionDetail,
}: Pick<EvaluationResult, 'PermissionsBoundaryDecisionDetail'>): boolean =>
  PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary !== false;

/**
 * Asks IAM's simulator about policies that are given as text. It reads nothing of the account and changes nothing.
 * @throws what IAM throws
 */
export const simulateWith =
  (iam: IAMClient, abortSignal: AbortSignal): Simulate =>
  async (simulation) => {
    const decisions = new Map<string, boolean>();
    const { resources } = simulation;
    for (let at = 0; at < resources.length; at += resourcesAtOnce) {
      const ResourceArns = resources.slice(at, at + resourcesAtOnce);
      let Marker: string | undefined;
      do {
        const command = new SimulateCustomPolicyCommand({ ...inputOf(simulation), ResourceArns, Marker });
        const page = await iam.send(command, { abortSignal });
        for (const result of page.EvaluationResults ?? [])
          for (const [key, allowed] of decisionsIn(result, ResourceArns)) decisions.set(key, allowed);
        Marker = page.IsTruncated ? page.Marker : undefined;
      } while (Marker);
    }
    return (action, resource) => decisions.get(keyOf(action, resource));
  };
