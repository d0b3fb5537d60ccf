/**
 * Why a key id is a documentation key, or undefined for one that may be real. AWS lets its examples end in EXAMPLE
 * (AKIAIOSFODNN7EXAMPLE, AKIAI44QH8DHBEXAMPLE, ASIAIOSFODNN7EXAMPLE) or repeats one character (AKIAXXXXXXXXXXXXXXXX).
 * A real id ends in EXAMPLE by chance once in 34 thousand million; nothing is changed for it, and the incident
 * says why.
 */
export const documentationKey = (accessKeyId: string): string | undefined => {
  if (accessKeyId.endsWith('EXAMPLE')) {
    return 'It ends in EXAMPLE, as the key ids in AWS documentation do; no account owns it.';
  }
  if (/^[A-Z]{4}([A-Z0-9])\1{15}$/.test(accessKeyId)) {
    return 'It repeats one character, as placeholders in documentation do; no account owns it.';
  }
  return undefined;
};
