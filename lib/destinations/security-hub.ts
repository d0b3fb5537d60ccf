import { BatchImportFindingsCommand, type SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { UndoWays } from '#lib/containment/mail.ts';
import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import { now } from '#lib/platform/clock.ts';
import type { DestinationTeller } from './destination.ts';
import type { EvidencePlace } from './evidence-place.ts';
import { findingIdOf, findingOf } from './finding.ts';
import { complete, tellingOf } from './telling.ts';
import { isWorthTelling } from './worth-telling.ts';

export interface SecurityHubDeps {
  client: Pick<SecurityHubClient, 'send'>;
  /** The account and Region of the functions: Security Hub must be on there. */
  accountId: string;
  region: string;
  ways: UndoWays;
  evidence: EvidencePlace;
}

/** The call itself succeeded, and the finding was not taken. */
export class FindingRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'FindingRefused';
    this.code = code;
  }
}

/** Later than what was told before, however the clocks of two functions differ. */
const timeAfter = (before: DestinationOutcome | undefined): string => {
  const last = Date.parse(before?.at ?? '');
  const at = now().getTime();
  return new Date(Number.isNaN(last) ? at : Math.max(at, last + 1)).toISOString();
};

/** One finding for each incident, updated with it, and archived when the incident is over. */
export const securityHub = ({
  client,
  accountId,
  region,
  ways,
  evidence,
}: SecurityHubDeps): DestinationTeller => ({
  destination: 'security-hub',
  async tell(incident, before) {
    if (!isWorthTelling(incident, before)) return undefined;
    const where = await evidence(incident.incidentId);
    const home = { accountId, region, updatedAt: timeAfter(before), ...(where && { evidence: where }) };
    const finding = findingOf(incident, tellingOf(incident, complete(ways)), home);
    const answer = await client.send(new BatchImportFindingsCommand({ Findings: [finding] }));
    const [failed] = answer.FailedFindings ?? [];
    if (failed || answer.SuccessCount !== 1) {
      const { ErrorCode = 'NotImported', ErrorMessage = 'Security Hub took no finding and did not say why' } =
        failed ?? {};
      throw new FindingRefused(ErrorCode, `${ErrorCode}: ${ErrorMessage}`);
    }
    return { outcome: 'done', reference: findingIdOf(incident) };
  },
});
