import type { Incident } from '#lib/incident/incident.ts';
import type { Carried, PolicyText, Unread } from './carried.ts';

/** A principal without what was put on it because of the leak. */
export interface BeforeContainment {
  carried: Carried;
  /** What was left out, for people. */
  without: string[];
  unread: Unread[];
}

const denyAll = /:iam::aws:policy\/AWSDenyAll$/;
const quarantine = /:iam::aws:policy\/AWSCompromisedKeyQuarantine/;

// Both ours and the one of IAM's console (IAM user guide, "Revoke IAM role temporary security credentials") do nothing
// else: they deny what was issued before a moment.
const revokes = ({ text }: PolicyText): boolean =>
  /"aws:TokenIssueTime"/i.test(text) && !/"Effect"\s*:\s*"Allow"/i.test(text);

/** The boundary that a step of ours replaced: an ARN, null for none, undefined where no record tells. */
const recordedBoundary = (incident: Incident | undefined): string | null | undefined => {
  const step = incident?.steps.find(({ id, before }) => /^bound-(user|role)$/.test(id) && before);
  const boundary = step?.before?.['boundary'];
  if (boundary === null) return null;
  return typeof boundary === 'string' && !denyAll.test(boundary) ? boundary : undefined;
};

/**
 * What stood on a principal before anybody denied it. AWSDenyAll is left out even where it stood there when the incident
 * began: another key of the same user may have leaked a moment before, and what is told must not be less than it was.
 */
export const beforeContainment = (now: Carried, incident: Incident | undefined): BeforeContainment => {
  const arns = [...now.attached, ...now.groups.flatMap(({ attached }) => attached)];
  const stays = (arn: string) => !denyAll.test(arn) && !quarantine.test(arn);
  const isOurBoundary = now.boundary !== null && denyAll.test(now.boundary);
  const boundary = isOurBoundary ? recordedBoundary(incident) : now.boundary;
  const unread: Unread[] =
    boundary === undefined
      ? [
          {
            of: 'boundary',
            why: 'the permissions boundary that stood there before AWSDenyAll took its place, if any: no record tells',
            passing: false,
          },
        ]
      : [];
  const without = [
    ...(isOurBoundary || arns.some((arn) => denyAll.test(arn)) ? ['without AWSDenyAll'] : []),
    ...(arns.some((arn) => quarantine.test(arn)) ? ["without AWS's quarantine"] : []),
    ...(now.inline.some(revokes) ? ['without the deny of sessions'] : []),
  ];
  return {
    carried: {
      ...now,
      boundary: boundary ?? null,
      attached: now.attached.filter(stays),
      inline: now.inline.filter((policy) => !revokes(policy)),
      groups: now.groups.map((group) => ({ ...group, attached: group.attached.filter(stays) })),
    },
    without,
    unread,
  };
};
