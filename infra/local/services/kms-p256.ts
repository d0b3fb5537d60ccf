/** The curve P-256 (NIST SP 800-186, 3.2.1.3), as plain arithmetic: enough to check a signature, and slow. */
export const curve = {
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  base: {
    x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
    y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  },
} as const;

/** Undefined stands for the point at infinity. */
export type Point = { x: bigint; y: bigint } | undefined;

export const modulo = (value: bigint, by: bigint): bigint => ((value % by) + by) % by;

export const inverse = (value: bigint, by: bigint): bigint => {
  let [low, high] = [modulo(value, by), by];
  let [one, other] = [1n, 0n];
  while (low > 1n) {
    const ratio = high / low;
    [low, high] = [high - ratio * low, low];
    [one, other] = [other - ratio * one, one];
  }
  return modulo(one, by);
};

/** A point as ECDH writes it: 4, x and y. */
export const coordinates = (point: Buffer): { x: bigint; y: bigint } => ({
  x: BigInt(`0x${point.subarray(1, 33).toString('hex')}`),
  y: BigInt(`0x${point.subarray(33, 65).toString('hex')}`),
});

const add = (one: Point, other: Point): Point => {
  if (!one || !other) return one ?? other;
  const { p } = curve;
  const same = one.x === other.x;
  if (same && modulo(one.y + other.y, p) === 0n) return undefined;
  const [rise, run] = same ? [3n * one.x * one.x - 3n, 2n * one.y] : [other.y - one.y, other.x - one.x];
  const slope = modulo(rise * inverse(run, p), p);
  const x = modulo(slope * slope - one.x - other.x, p);
  return { x, y: modulo(slope * (one.x - x) - one.y, p) };
};

/** `factor` times the base point and `otherFactor` times another, added. */
export const bothTimes = (factor: bigint, otherFactor: bigint, other: Point): Point => {
  const { base } = curve;
  const both = add(base, other);
  let sum: Point;
  for (let bit = 255n; bit >= 0n; bit -= 1n) {
    sum = add(sum, sum);
    const [one, two] = [(factor >> bit) & 1n, (otherFactor >> bit) & 1n];
    if (one && two) sum = add(sum, both);
    else if (one) sum = add(sum, base);
    else if (two) sum = add(sum, other);
  }
  return sum;
};
