import type { Call, Shape } from '../../contract.ts';

/** Why a finding is not taken, as `FailedFindings` tells it. */
export interface FindingRefused {
  ErrorCode: string;
  ErrorMessage: string;
}

/** https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html */
const required: readonly string[] = [
  'SchemaVersion',
  'Id',
  'ProductArn',
  'GeneratorId',
  'AwsAccountId',
  'CreatedAt',
  'UpdatedAt',
  'Title',
  'Description',
  'Resources',
];

/** The most characters (ASFF, required top-level attributes; API reference, AwsSecurityFinding). */
const longest: readonly [path: string, most: number, text: (finding: Shape) => string | undefined][] = [
  ['Title', 256, ({ Title }) => Title],
  ['Description', 1024, ({ Description }) => Description],
  ['Id', 512, ({ Id }) => Id],
  ['GeneratorId', 512, ({ GeneratorId }) => GeneratorId],
  ['Remediation.Recommendation.Text', 512, ({ Remediation }) => Remediation?.Recommendation?.Text],
];

const mostBytes = 240 * 1024;
const mostResources = 32;
const mostTypes = 50;
const mostProductFields = 50;
const labels: readonly string[] = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
const namespaces =
  /^(?:Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)(?:\/[^/]+){0,2}$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(texts);
};

const severityOf = (finding: Shape): string | undefined =>
  finding.FindingProviderFields?.Severity?.Label ?? finding.Severity?.Label;

const typesOf = (finding: Shape): string[] => finding.FindingProviderFields?.Types ?? finding.Types ?? [];

const wrong = (finding: Shape, { caller, region }: Call): string | undefined => {
  const missing = required.find((name) => !finding[name] || finding[name].length === 0);
  if (missing) return `${missing} must be given`;
  const { accountId } = caller;
  if (finding.SchemaVersion !== '2018-10-08') return 'SchemaVersion must be 2018-10-08';
  if (finding.ProductArn !== `arn:aws:securityhub:${region}:${accountId}:product/${accountId}/default`)
    return 'ProductArn must be the default product of the calling account';
  if (finding.AwsAccountId !== accountId) return 'AwsAccountId must be the calling account';
  for (const [path, most, text] of longest) {
    if ((text(finding) ?? '').length > most) return `${path} must be at most ${most} characters long`;
  }
  if (!labels.includes(severityOf(finding) ?? '')) return 'Severity must have a Label';
  const types = typesOf(finding);
  if (types.length === 0 || types.length > mostTypes) return `Types must be 1 to ${mostTypes}`;
  if (!types.every((type) => namespaces.test(type))) return 'Types must be namespace/category/classifier';
  if (![finding.CreatedAt, finding.UpdatedAt].every((at) => instant.test(at)))
    return 'CreatedAt and UpdatedAt must be ISO 8601';
  if (finding.Resources.length > mostResources) return `Resources must be at most ${mostResources}`;
  if (finding.Resources.some(({ Type, Id }: Shape) => !Type || !Id))
    return 'a resource must have a Type and an Id';
  if (Object.keys(finding.ProductFields ?? {}).length > mostProductFields)
    return `ProductFields must be at most ${mostProductFields}`;
  if (texts(finding).some((text) => control.test(text))) return 'a text holds a control character';
  return undefined;
};

/** Undefined when Security Hub takes the finding. */
export function findingRefused(finding: Shape, call: Call): FindingRefused | undefined {
  const refused = wrong(finding, call);
  if (refused) return { ErrorCode: 'InvalidInput', ErrorMessage: refused };
  const bytes = Buffer.byteLength(JSON.stringify(finding));
  if (bytes <= mostBytes) return undefined;
  return {
    ErrorCode: 'FindingTooLarge',
    ErrorMessage: `the finding has ${bytes} bytes, and 240 KB is the most`,
  };
}
