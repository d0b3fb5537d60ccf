import { company } from '../scenario/company.ts';
import { guardDutyFinding } from './events/guardduty.ts';
import { healthDetail } from './events/health.ts';
import { scannerEvent } from './events/scanner.ts';
import { securityHubDetail } from './events/securityhub.ts';
import { leak } from './leak.ts';
import type { Stage } from './stage.ts';

/** How the leak of the drill reaches us. */
export interface Report {
  /** For the heading: what happens now. */
  happens: string;
  /** Reports the leak of the company's key. @returns what the source was answered, where it waits for an answer */
  report(stage: Stage): Promise<string | undefined>;
}

const { accountId, region, leaks: userName } = company;

/** Every source, by the name that `--source` takes. */
export const reports = {
  github: {
    happens: 'GitHub finds the key and delivers a signed webhook',
    report: async (stage) => `GitHub is answered ${await stage.deliver(leak(stage.github, stage.leakedKey))}`,
  },
  guardduty: {
    happens: 'GuardDuty sees the key used from an address on a threat list',
    report: async (stage) => {
      const { accessKeyId } = stage.leakedKey;
      const now = stage.aws.clock.now();
      await stage.emit('guardduty', guardDutyFinding(accountId, region, { accessKeyId, userName }, now));
      return undefined;
    },
  },
  health: {
    happens: 'AWS Health tells that the key was found in public (an event in us-east-1)',
    report: async (stage) => {
      const { accessKeyId } = stage.leakedKey;
      await stage.emit('health', healthDetail({ accessKeyId, accountId, at: stage.aws.clock.now() }));
      return undefined;
    },
  },
  quarantine: {
    happens: 'AWS attaches its quarantine policy to the user, and names no key',
    report: async (stage) => {
      await stage.aws.quarantine(accountId, userName, 'V3');
      return undefined;
    },
  },
  securityhub: {
    happens: "A person sends a finding of Security Hub to Tourniquet's custom action",
    report: async (stage) => {
      const { accessKeyId } = stage.leakedKey;
      const at = stage.aws.clock.now();
      const finding = { accessKeyId, accountId, region, at };
      await stage.emit('securityhub', securityHubDetail(finding, 'custom-action'));
      return undefined;
    },
  },
  scanner: {
    happens: 'A scanner in the build puts its finding on the bus',
    report: async (stage) => {
      const { accessKeyId } = stage.leakedKey;
      await stage.emit('scanner', scannerEvent({ accessKeyId, where: 'acme/shop: config/aws.env line 2' }));
      return undefined;
    },
  },
} as const satisfies Record<string, Report>;

export type SourceName = keyof typeof reports;
export const sourceNames = Object.keys(reports) as SourceName[];
export const isSourceName = (name: string): name is SourceName => Object.hasOwn(reports, name);
