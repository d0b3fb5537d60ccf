/** Under which an incident may be written, as conditions of DynamoDB. AND binds before OR. */

// The SDK sends an update again when its reply was lost: what it wrote the first time must not shut it out.
export const nobodyElseHoldsIt =
  '(attribute_not_exists(leaseUntil) OR leaseUntil < :now OR leaseOwner = :lease)';
export const nobodyHoldsIt = '(attribute_not_exists(leaseUntil) OR leaseUntil < :now)';
export const weHoldIt = 'leaseOwner = :lease';
export const somethingIsLeft = '(attribute_not_exists(finished) OR finished = :false)';
export const nothingIsLeft = 'finished = :true';
export const isNoLink = 'attribute_not_exists(partOf)';
export const incidentExists = `attribute_exists(incidentId) AND ${isNoLink}`;
export const hasRoom = '(attribute_not_exists(signalsFull) OR attribute_exists(#signal))';
export const notRestored = '#status <> :restored';
export const sameKey = (accessKeyId: string | undefined): string =>
  accessKeyId === undefined
    ? 'attribute_exists(incidentId)'
    : '(attribute_not_exists(accessKeyId) OR accessKeyId = :key)';
