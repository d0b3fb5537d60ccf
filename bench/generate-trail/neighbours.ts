import type { CloudTrailRecord } from '#infra/local/trail/cloudtrail-record.ts';
import { asSession, asUser, type Caller, roleOf } from './callers.ts';
import { assumeRole, everydayCall, type Moment, recordOf } from './calls.ts';
import type { Random } from './random.ts';

const users = 30;
const workloads = 120;
const hour = 3_600_000;

/** Everybody else in the account: users, and sessions that services took for themselves and renew every hour. */
export class Neighbours {
  readonly #random: Random;
  readonly #callers: Caller[];

  constructor(random: Random) {
    this.#random = random;
    this.#callers = Array.from({ length: users }, (_, number) =>
      asUser(random.id('AKIA'), `employee-${number}`, {
        sourceIPAddress: `198.51.100.${number}`,
        userAgent: 'aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.13.7',
      }),
    );
  }

  call(moment: Moment): CloudTrailRecord {
    const random = this.#random;
    const isRenewal = this.#callers.length < users + workloads || random.below(50) === 0;
    return isRenewal
      ? this.#renew(moment)
      : recordOf(everydayCall(random), random.of(this.#callers), moment, random);
  }

  #renew(moment: Moment): CloudTrailRecord {
    const random = this.#random;
    const number = random.below(workloads);
    const role = roleOf(100 + number);
    const issued = { id: random.id('ASIA'), until: new Date(moment.at.getTime() + hour) };
    const name = `i-0${random.text(16, '0123456789abcdef')}`;
    const from = {
      sourceIPAddress: `10.0.3.${number}`,
      userAgent: 'aws-sdk-java/2.34.1 Linux/6.8 OpenJDK/21',
    };
    const caller = asSession(issued.id, role, name, moment.at, from);
    if (this.#callers.length < users + workloads) this.#callers.push(caller);
    else this.#callers[users + number] = caller;
    const service: Caller = {
      userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
      sourceIPAddress: 'ec2.amazonaws.com',
      userAgent: 'ec2.amazonaws.com',
    };
    return recordOf(assumeRole(role, name, issued, random), service, moment, random);
  }
}
