/**
 * AWS attaches one of these to a user whose key it found (AWS managed policy reference guide,
 * AWSCompromisedKeyQuarantine). New versions appear as new policies: V2, V3 and V4 so far.
 */
const quarantine = /^arn:aws[\w-]*:iam::aws:policy\/(AWSCompromisedKeyQuarantine(?:V\d+)?)$/;

/** Only AWS can make a policy under `iam::aws`: a name that is new to us is still about the quarantine. */
const related = /^arn:aws[\w-]*:iam::aws:policy\/(?:[\w+=,.@/-]*\/)?\w*CompromisedKeyQuarantine[\w+=,.@-]*$/;

/** `AWSCompromisedKeyQuarantineV3` for its ARN, undefined for another policy. */
export const quarantinePolicy = (policyArn: string): string | undefined => quarantine.exec(policyArn)?.[1];

export const isRelatedPolicy = (policyArn: string): boolean => related.test(policyArn);
