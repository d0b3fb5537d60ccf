import { randomUUID } from 'node:crypto';
import { AwsError, type Call, type Clock, type Operation, type Service, type Shape } from '../contract.ts';
import { arnOf, type PerScope, perScope, type Scope, scopeOf } from './scope.ts';

/** A mail as its receivers would read it. */
export interface SentMail {
  from: string;
  to: string[];
  subject: string;
  text?: string;
  html?: string;
  at: Date;
  messageId: string;
}

/** SES by its second API: what is sent lies in one mailbox. */
export interface Ses {
  service: Service;
  /** An address or a domain may be sent from. */
  verify(scope: Scope, identity: string): void;
  /** All mail so far, oldest first. */
  mailbox(): readonly SentMail[];
}

export function ses({ clock }: { clock: Clock }): Ses {
  const identities = perScope(() => new Set<string>());
  const mailbox: SentMail[] = [];
  return {
    service: {
      name: 'ses',
      client: '@aws-sdk/client-sesv2',
      eventSource: 'ses.amazonaws.com',
      operations: { SendEmail: sending(identities, clock, (mail) => void mailbox.push(mail)) },
    },
    verify: (scope, identity) => void identities.of(scope).add(identity.toLowerCase()),
    mailbox: () => mailbox,
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about control characters
const control = /[\u0000-\u001f\u007f]/;
const address = /^(?:[^<>@]*<)?([^\s<>@",;:]+@[^\s<>@",;:]+)>?$/;
const mostReceivers = 50;
const mostBytes = 10_485_760;

/** `Name <who@example.com>` as `who@example.com`. @throws AwsError BadRequestException */
function addressIn(text: string | undefined): string {
  const found = control.test(text ?? '') ? undefined : address.exec(text ?? '')?.[1];
  if (!found) throw new AwsError('BadRequestException', `Illegal address: ${text}`);
  return found.toLowerCase();
}

const domainOf = (mailAddress: string): string => mailAddress.slice(mailAddress.indexOf('@') + 1);

/** The identity that SES checks the sender by: the address where it is one, else its domain. */
const identityOf = (known: Set<string>, from: string): string =>
  known.has(from) || !known.has(domainOf(from)) ? from : domainOf(from);

function checkSender(known: Set<string>, from: string, region: string): void {
  if (known.has(identityOf(known, from))) return;
  const words = `The following identities failed the check in region ${region.toUpperCase()}: ${from}`;
  throw new AwsError('MessageRejected', `Email address is not verified. ${words}`);
}

function contentOf(Content: Shape): Pick<SentMail, 'subject' | 'text' | 'html'> {
  const { Subject, Body } = Content?.Simple ?? {};
  if (!Subject) throw new AwsError('BadRequestException', 'Only Simple content with a subject is emulated');
  const [text, html] = [Body?.Text?.Data, Body?.Html?.Data];
  if (!text && !html) throw new AwsError('BadRequestException', 'The body must have a text or an HTML part');
  // A line break in a subject would begin a header of its own.
  if (control.test(Subject.Data)) throw new AwsError('BadRequestException', 'Illegal subject');
  if (Buffer.byteLength((text ?? '') + (html ?? '')) > mostBytes) {
    throw new AwsError('MessageRejected', 'The message is larger than 10 MB');
  }
  return { subject: Subject.Data, ...(text && { text }), ...(html && { html }) };
}

function receiversOf({ ToAddresses = [], CcAddresses = [], BccAddresses = [] }: Shape = {}): string[] {
  const all = [...ToAddresses, ...CcAddresses, ...BccAddresses].map(addressIn);
  if (all.length > 0 && all.length <= mostReceivers) return all;
  throw new AwsError('BadRequestException', `A mail must have 1 to ${mostReceivers} receivers`);
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
function sending(
  identities: PerScope<Set<string>>,
  clock: Clock,
  deliver: (mail: SentMail) => void,
): Operation {
  const known = (call: Call) => identities.of(scopeOf(call));
  return {
    readOnly: false,
    recorded: 'data',
    resources(input, call) {
      const from = addressIn(input.FromEmailAddress);
      return [arnOf('ses', scopeOf(call), `identity/${identityOf(known(call), from)}`)];
    },
    conditions: ({ FromEmailAddress, Destination }) => ({
      'ses:FromAddress': addressIn(FromEmailAddress),
      'ses:Recipients': receiversOf(Destination),
    }),
    run(input, call) {
      const from = addressIn(input.FromEmailAddress);
      const to = receiversOf(input.Destination);
      checkSender(known(call), from, call.region);
      const messageId = randomUUID();
      deliver({ from, to, ...contentOf(input.Content), at: clock.now(), messageId });
      return { MessageId: messageId };
    },
  };
}
