import type { Shape } from '../../contract.ts';

/** Bytes are base64 in DynamoDB's JSON and Uint8Array in the SDK's shapes. Everything else is the same. */
export function toWire(value: Shape): Shape {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return mapped(value, toWire);
}

/** Only `B` and `BS` hold bytes, and only in an attribute value, which has one member. */
export function fromWire(value: Shape): Shape {
  if (isAttributeValue(value)) {
    if (typeof value.B === 'string') return { B: bytes(value.B) };
    if (Array.isArray(value.BS)) return { BS: value.BS.map(bytes) };
  }
  return mapped(value, fromWire);
}

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

const isAttributeValue = (value: Shape): boolean =>
  value !== null && typeof value === 'object' && Object.keys(value).length === 1;

function mapped(value: Shape, each: (value: Shape) => Shape): Shape {
  if (Array.isArray(value)) return value.map(each);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, each(member)]));
}
