/** A step of a path: a field, an index, or `*` for every element. */
type Step = string | number;

const whole = /^\$(?:\.[\w/-]+|\.\*|\[\d+\]|\[\*\])*$/;
const steps = /\.([\w/-]+|\*)|\[(\d+|\*)\]/g;

/**
 * The part of JSONPath that EventBridge knows: `$`, dots, indices and wildcards (EventBridge user guide, "Amazon
 * EventBridge input transformation").
 * @returns undefined for text that is no such path
 */
export const parsePath = (path: string): Step[] | undefined =>
  whole.test(path)
    ? [...path.matchAll(steps)].map(([, field, index]) => field ?? (index === '*' ? '*' : Number(index)))
    : undefined;

/** @returns what the path leads to, a list where it has a wildcard, or undefined where it leads nowhere */
export const valueAt = (path: string, event: unknown): unknown => follow(parsePath(path) ?? [], event);

const follow = ([step, ...rest]: Step[], value: unknown): unknown => {
  if (step === undefined) return value;
  if (value === null || typeof value !== 'object') return undefined;
  if (step === '*') {
    const found = Object.values(value).map((member) => follow(rest, member));
    return found.filter((member) => member !== undefined);
  }
  return Object.hasOwn(value, step) ? follow(rest, Reflect.get(value, step)) : undefined;
};
