/** A signature of ECDSA as KMS gives it: the two numbers as a DER sequence (RFC 3279, 2.2.3). */
export const writeSignature = (r: bigint, s: bigint): Buffer => {
  const body = Buffer.concat([writeNumber(r), writeNumber(s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
};

/** Undefined for anything but such a signature in its one right form. */
export const readSignature = (der: Buffer): { r: bigint; s: bigint } | undefined => {
  const r = readNumber(der, 2);
  const s = r && readNumber(der, r.end);
  if (!r || !s) return undefined;
  return writeSignature(r.value, s.value).equals(der) ? { r: r.value, s: s.value } : undefined;
};

/** A leading 0 keeps a number from being read as negative. */
const writeNumber = (value: bigint): Buffer => {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = Buffer.from(Number.parseInt(even.slice(0, 2), 16) > 0x7f ? `00${even}` : even, 'hex');
  return Buffer.concat([Buffer.from([2, bytes.length]), bytes]);
};

const readNumber = (der: Buffer, at: number): { value: bigint; end: number } | undefined => {
  const length = der[at + 1] ?? 0;
  const bytes = der.subarray(at + 2, at + 2 + length);
  if (der[at] !== 2 || length === 0 || length > 33 || bytes.length !== length) return undefined;
  return { value: BigInt(`0x${bytes.toString('hex')}`), end: at + 2 + length };
};
