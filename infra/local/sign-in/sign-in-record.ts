import { randomUUID } from 'node:crypto';
import { type CloudTrailRecord, type UserIdentity, wholeSeconds } from '../trail/cloudtrail-record.ts';

/** Where somebody sits who signs in. */
export interface Browser {
  /** 127.0.0.1 by default, as for every call. */
  sourceIp?: string;
  userAgent?: string;
}

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

interface SignIn {
  eventName: 'ConsoleLogin' | 'GetSigninToken';
  userIdentity: UserIdentity;
  accountId: string;
  browser: Browser;
  now: Date;
  /** Why it failed. */
  errorMessage?: string;
}

/**
 * The record of a sign-in. The sign-in of the whole world is in us-east-1, and has no request id and no error code
 * (CloudTrail user guide, "AWS Management Console sign-in events").
 */
export const signInRecord = (signIn: SignIn): CloudTrailRecord => {
  const { eventName, userIdentity, accountId, browser, now, errorMessage } = signIn;
  const { sourceIp = '127.0.0.1', userAgent = firefox } = browser;
  return {
    eventVersion: '1.11',
    userIdentity,
    eventTime: wholeSeconds(now),
    eventSource: 'signin.amazonaws.com',
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: sourceIp,
    userAgent,
    ...(errorMessage !== undefined && { errorMessage }),
    requestParameters: null,
    responseElements: { [eventName]: errorMessage === undefined ? 'Success' : 'Failure' },
    additionalEventData: {
      ...(eventName === 'ConsoleLogin' && { LoginTo: 'https://console.aws.amazon.com/console/home' }),
      MobileVersion: 'No',
      MFAUsed: 'No',
    },
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsConsoleSignIn',
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: 'Management',
  };
};
