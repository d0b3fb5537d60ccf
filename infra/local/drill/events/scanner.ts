import type { NewEvent } from '#infra/local/services/events/envelope.ts';

export interface ScannerReport {
  accessKeyId: string;
  /** Where the scanner found it, for people. */
  where?: string;
  scanner?: string;
  verified?: boolean;
}

/** A scanner's report of a leaked key as `tourniquet report` puts it on the custom bus. */
export const scannerEvent = ({
  accessKeyId,
  where = 'config/aws.env line 3 in git.example.com/acme/shop',
  scanner = 'trufflehog',
  verified = true,
}: ScannerReport): NewEvent => ({
  source: 'tourniquet.report',
  detailType: 'Leaked AWS Access Key',
  detail: { accessKeyId, where, scanner, verified },
});
