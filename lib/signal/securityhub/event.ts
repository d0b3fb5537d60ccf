import * as z from 'zod/mini';
import { type Malformed, malformed } from '#lib/signal/malformed.ts';

const optionalText = z.catch(z.optional(z.string()), undefined);
const optionalUnknown = z.optional(z.unknown());

const imported = 'Security Hub Findings - Imported';
export const customAction = 'Security Hub Findings - Custom Action';
/** Of the new Security Hub: findings in OCSF instead of ASFF. */
export const importedV2 = 'Findings Imported V2';
/** A custom action that was chosen on an insight: it holds counts and no findings. */
export const insightResults = 'Security Hub Insight Results';

const detailTypes = [imported, customAction, importedV2, insightResults] as const;

/** Security Hub user guide, "EventBridge event formats for Security Hub CSPM". */
export const securityHubEvent = z.object(
  {
    source: z.literal('aws.securityhub', 'must be aws.securityhub'),
    'detail-type': z.literal([...detailTypes], `must be one of ${detailTypes.join(', ')}`),
    time: optionalText,
    detail: z.looseObject({ actionName: optionalText, findings: optionalUnknown }, 'must be an object'),
  },
  'must be an object',
);

export type SecurityHubEvent = z.infer<typeof securityHubEvent>;

/** One event carries one finding today; the format is a list. */
export const findingsIn = z.object({
  detail: z.object({
    findings: z.array(z.unknown(), 'must be a list').check(z.minLength(1, 'must hold a finding')),
  }),
});

const state = z.catch(z.optional(z.object({ Status: optionalText })), undefined);

/** A finding in the AWS Security Finding Format, of which only what decides is demanded. */
export const asffFinding = z.object(
  {
    Id: z.string('must be text').check(z.minLength(1, 'must not be empty'), z.maxLength(2000, 'is too long')),
    AwsAccountId: z.string('must be text').check(z.regex(/^\d{12}$/, 'must be 12 digits')),
    ProductArn: optionalText,
    ProductName: optionalText,
    GeneratorId: optionalText,
    Region: optionalText,
    Title: optionalText,
    Severity: optionalUnknown,
    Types: z.catch(z.optional(z.array(z.string())), undefined),
    RecordState: optionalText,
    Workflow: state,
    Compliance: optionalUnknown,
    FirstObservedAt: optionalText,
    LastObservedAt: optionalText,
    CreatedAt: optionalText,
    UpdatedAt: optionalText,
    Resources: z.array(
      z.looseObject({ Type: z.string('must be text'), Id: z.string('must be text') }, 'must be an object'),
      'must be a list',
    ),
  },
  'must be an object',
);

export type Finding = z.infer<typeof asffFinding>;

/** A finding with its surroundings: where it stands in the event, and whether a person chose it. */
export interface Delivered {
  finding: Finding;
  /** `detail.findings.0`, with which faults are named. */
  path: string;
  /** When EventBridge says that it was sent. */
  time: string | undefined;
  /** The custom action, by name, that a person applied to it. */
  action?: string;
}

/** A fault of one finding, named from the top of the envelope. Its reason begins with its field. */
export const inFinding = (path: string, { field, reason }: Malformed): Malformed => {
  const whole = field === '' ? path : `${path}.${field}`;
  return malformed(whole, `${whole}${reason.slice(field.length)}`);
};
