import { redact } from '#lib/platform/redact.ts';
import { outsideText } from '#lib/signal/outside-text.ts';
import type { Finding } from './event.ts';

const productArn = /^arn:aws[\w-]*:securityhub:([a-z0-9-]{1,40}):(\d{12})?:product\/([\w.-]+)\/([\w.-]+)$/;

const partsOf = ({ ProductArn }: Finding) => {
  const [, region, account, company, product] = productArn.exec(ProductArn ?? '') ?? [];
  return { region, account, company, product };
};

/**
 * The AWS service that a finding comes from, such as `guardduty`. Its ARN holds no account
 * (`…:securityhub:eu-west-1::product/aws/guardduty`) and nobody else may import under it, whereas the ProductName
 * beside it is chosen by whoever imports.
 */
export const awsService = (finding: Finding): string | undefined => {
  const { account, company, product } = partsOf(finding);
  return account === undefined && company === 'aws' ? product : undefined;
};

/** Whether it came from an account itself, by the product that each has for findings of its own making. */
export const isDefaultProduct = (finding: Finding): boolean => {
  const { account, company, product } = partsOf(finding);
  return product === 'default' && account !== undefined && company === account;
};

export const regionOf = (finding: Finding): string | undefined => partsOf(finding).region;

/** The product, for people. */
export const productName = (finding: Finding): string => {
  const { company, product } = partsOf(finding);
  return outsideText(finding.ProductName, 100) || (product ? `${company}/${product}` : 'an unnamed product');
};

/** The finding in the console, unless its Id, which whoever imports it chooses, is odd or holds a secret. */
export const consolePage = (finding: Finding): string | undefined => {
  const region = regionOf(finding);
  const isPlain = /^[\w.:/-]{1,512}$/.test(finding.Id) && redact(finding.Id) === finding.Id;
  if (!region || !isPlain || !finding.ProductArn?.startsWith('arn:aws:')) return undefined;
  const search = encodeURIComponent(`Id=${finding.Id}`);
  return `https://${region}.console.aws.amazon.com/securityhub/home?region=${region}#/findings?search=${search}`;
};
