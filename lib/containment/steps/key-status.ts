import type { StatusType } from '@aws-sdk/client-iam';
import type { Before } from '#lib/incident/incident.ts';

/** The status that a key had. @throws TypeError for one that no key can be given, such as that of a deleted key */
export const keyStatus = ({ status }: Before): StatusType => {
  if (status === 'Active' || status === 'Inactive') return status;
  throw new TypeError(`a key cannot be made ${String(status)}`);
};
