import { plainWord } from '#lib/platform/shell-safe.ts';
import type { KeepsDrawing, KnownCredential } from './investigation.ts';
import type { Door } from './lineage/door.ts';
import type { Lineage } from './lineage/lineage.ts';

type Compute = Extract<Door, { kind: 'compute' }>;

const commands: Record<string, (name: string, region: string) => string> = {
  RunInstances: (name, region) => `aws ec2 terminate-instances --region ${region} --instance-ids ${name}`,
  CreateFunction: (name, region) => `aws lambda delete-function --region ${region} --function-name ${name}`,
  RunTask: (name, region) => `aws ecs stop-task --region ${region} --task ${name}`,
  StartTask: (name, region) => `aws ecs stop-task --region ${region} --task ${name}`,
};

const stopping = ({ via, sessionName, region, made }: Compute): string | undefined => {
  if (!plainWord.test(sessionName) || !plainWord.test(region)) return undefined;
  if (!made)
    return `aws ec2 describe-iam-instance-profile-associations --region ${region} --filters Name=instance-id,Values=${sessionName}`;
  return Object.hasOwn(commands, via) ? commands[via]?.(sessionName, region) : undefined;
};

/**
 * Compute that the lineage started, or gave a role, and that nobody has ended: it draws new sessions of its role when
 * the denied ones end. Where the lineage made the role as well, that role is denied as a whole and draws nothing.
 * @param deniedRoles names of roles that are held as a whole
 */
export const keepsDrawing = (
  lineage: Pick<Lineage, 'doors' | 'hasEnded' | 'isCertain'>,
  credentials: readonly KnownCredential[],
  deniedRoles: ReadonlySet<string>,
): KeepsDrawing[] =>
  lineage.doors().flatMap((door) => {
    if (door.kind !== 'compute' || lineage.hasEnded(door) || !lineage.isCertain(door.openedBy)) return [];
    const role = door.role ?? roleOf(door, credentials);
    if (role !== undefined && deniedRoles.has(role)) return [];
    const command = stopping(door);
    const named = role ? `role ${role}` : 'its role';
    const how = door.made ? `which ${door.via} started` : `which ${door.via} gave a role`;
    return [
      {
        what: `${door.sessionName}, ${how}, draws new sessions of ${named} until it is stopped`,
        by: door.openedBy,
        ...(command && { command }),
      },
    ];
  });

const roleOf = ({ sessionName }: Compute, credentials: readonly KnownCredential[]): string | undefined =>
  credentials.find(
    (credential) => credential.kind === 'role-session' && credential.sessionName === sessionName,
  )?.principal?.name;
