import * as z from 'zod/mini';
import type { RoleSession } from '#lib/signal/leak-signal.ts';
import type { Finding } from './finding.ts';

const instance = z.string().check(z.regex(/^i-[0-9a-f]{8,17}$/));
const withInstance = z.object({ instanceDetails: z.object({ instanceId: instance }) });

// EC2 names the sessions of an instance's role after the instance.
const instanceIn = ({ resource }: Finding, session: RoleSession | undefined): string | undefined =>
  withInstance.safeParse(resource).data?.instanceDetails.instanceId ??
  instance.safeParse(session?.sessionName).data;

/**
 * What revoking the session of an instance's role means for the instance, which holds the same credentials as the
 * thief; undefined for other findings.
 */
export const instanceNote = (finding: Finding, session: RoleSession | undefined): string | undefined => {
  if (!finding.type.includes('/InstanceCredentialExfiltration')) return undefined;
  const id = instanceIn(finding, session);
  return `${id ? `Instance ${id}` : 'The instance'} stays denied until it fetches new credentials.`;
};
