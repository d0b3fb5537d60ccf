import { AwsError, type Call, type Service } from '../contract.ts';
import { arnOf, perScope, type Scope, scopeOf } from './scope.ts';

/** GuardDuty, as far as whether it is on. Its findings are put on the bus by the drill itself. */
export interface GuardDuty {
  service: Service;
  /** Switches it on, or off again, in an account and Region: there is one detector at most. */
  setDetector(scope: Scope, status: 'ENABLED' | 'DISABLED'): void;
  removeDetector(scope: Scope): void;
}

export function guardduty(): GuardDuty {
  const detectors = perScope((): { id: string; status?: string } => ({ id: 'd0d0'.repeat(8) }));
  const existing = (id: string, call: Call) => {
    const detector = detectors.of(scopeOf(call));
    if (detector.status !== undefined && detector.id === id) return detector;
    throw new AwsError(
      'BadRequestException',
      'The request is rejected because the input detectorId is not owned by the current account.',
    );
  };
  return {
    service: {
      name: 'guardduty',
      client: '#infra/local/services/guardduty-shapes.ts',
      eventSource: 'guardduty.amazonaws.com',
      operations: {
        ListDetectors: {
          readOnly: true,
          run: (_, call) => {
            const { id, status } = detectors.of(scopeOf(call));
            return { DetectorIds: status === undefined ? [] : [id] };
          },
        },
        GetDetector: {
          readOnly: true,
          resources: ({ DetectorId = '*' }, call) => [
            arnOf('guardduty', scopeOf(call), `detector/${DetectorId}`),
          ],
          run: ({ DetectorId }, call) => ({
            Status: existing(DetectorId, call).status,
            FindingPublishingFrequency: 'SIX_HOURS',
          }),
        },
      },
    },
    setDetector(scope, status) {
      detectors.of(scope).status = status;
    },
    removeDetector(scope) {
      delete detectors.of(scope).status;
    },
  };
}
