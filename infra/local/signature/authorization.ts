/** What an AWS4-HMAC-SHA256 Authorization header says. */
export interface Authorization {
  accessKeyId: string;
  /** The date of the credential scope, `20260131`. */
  date: string;
  region: string;
  /** The signing name, `iam`. */
  service: string;
  signedHeaders: string[];
  signature: string;
}

const FORM =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})$/;

/** Undefined when the header is missing or is not of the form that Signature Version 4 prescribes. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  const found = FORM.exec(header ?? '');
  if (!found) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', headers = '', signature = ''] = found;
  return { accessKeyId, date, region, service, signedHeaders: headers.split(';'), signature };
}
