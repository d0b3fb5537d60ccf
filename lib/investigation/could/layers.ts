import { type Bound, bounded, isConditional } from './bounds.ts';
import type { KnownKeys } from './known-keys.ts';
import { isAbout, type Policy, type Statement, writtenPolicy } from './policy.ts';

/** All policies that have a say in what a principal does; each of the layers must let a call through. */
export interface Layers {
  /** Attached and inline policies, also those of groups. */
  identity: readonly Policy[];
  /** Undefined where there is none: then it limits nothing. */
  boundary?: Policy | undefined;
  /** Service control policies, one list a level, from the root of the organization down to the account. */
  scps: readonly (readonly Policy[])[];
}

/** A policy by its statements, as one bound reads them. */
type Read = readonly Statement[];

export interface BoundedLayers {
  identity: readonly Read[];
  boundary?: Read;
  scps: readonly (readonly Read[])[];
}

/** The layers as SimulateCustomPolicy takes them. */
export interface WrittenLayers {
  identity: string[];
  boundary?: string;
  scps: string[][];
}

const policiesIn = ({ identity, boundary, scps }: Layers): readonly Policy[] => [
  ...identity,
  ...(boundary ? [boundary] : []),
  ...scps.flat(),
];

export const anyConditional = (layers: Layers, known: KnownKeys): boolean =>
  policiesIn(layers).some((policy) => isConditional(policy, known));

/** The statements about an action in every layer, as they were written. */
export const writtenAbout = (layers: Layers, action: string): Statement[] =>
  policiesIn(layers).flatMap(({ statements }) => statements.filter((each) => isAbout(each, action)));

export const boundedLayers = (layers: Layers, bound: Bound, known: KnownKeys): BoundedLayers => {
  const read = (policy: Policy) => bounded(policy, bound, known);
  return {
    identity: layers.identity.map(read),
    ...(layers.boundary && { boundary: read(layers.boundary) }),
    scps: layers.scps.map((level) => level.map(read)),
  };
};

/** Whether anything grants an action at all. */
export const isGranted = ({ identity }: BoundedLayers, action: string): boolean =>
  identity.flat().some((each) => each.effect === 'Allow' && isAbout(each, action));

/** The statements about an action in every layer. */
export const statementsAbout = ({ identity, boundary = [], scps }: BoundedLayers, action: string): Read =>
  [...identity.flat(), ...boundary, ...scps.flat(2)].filter((each) => isAbout(each, action));

// A layer that allows nothing must still be there, and a policy must hold a statement: this one is about no action that
// is ever asked about.
const nothing: Statement = {
  effect: 'Deny',
  actions: { values: ['sts:GetCallerIdentity'], negated: false },
  resources: { values: ['*'], negated: false },
  conditions: [],
};

/** @param actions statements about others are left out: less to send, and less to evaluate */
export const writtenLayers = (layers: BoundedLayers, actions: readonly string[]): WrittenLayers => {
  const concerned = (policy: Read) =>
    policy.filter((each) => actions.some((action) => isAbout(each, action)));
  const written = (policies: readonly Read[]): string[] => {
    const left = policies.map(concerned).filter(({ length }) => length > 0);
    return (left.length > 0 ? left : [[nothing]]).map(writtenPolicy);
  };
  const { identity, boundary, scps } = layers;
  const [limit] = boundary ? written([boundary]) : [];
  return {
    identity: written(identity),
    ...(limit !== undefined && { boundary: limit }),
    scps: scps.map(written),
  };
};
