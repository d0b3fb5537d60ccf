import type { Clock } from '../contract.ts';
import type { Delivery } from './delivery.ts';
import { DeliveryLog, type SentDelivery } from './delivery-log.ts';
import { Organizations } from './organizations.ts';
import { RateLimits } from './rate-limits.ts';
import type { Site } from './route.ts';

/** What a test or a drill may set and do, beyond alerts and files. */
export interface GithubControls {
  /** Posts a webhook of the App and keeps it in the list of deliveries. @returns the HTTP status, 502 without an answer */
  deliver(delivery: Delivery, url: string): Promise<number>;
  /** Every attempt so far, newest first. */
  deliveries(): SentDelivery[];
  /** Requests that the App itself has an hour; 5,000 by default. */
  setAppRateLimit(requests: number): void;
  /** Writes an address into the settings of the App's webhook. What is delivered goes where the test says. */
  setHook(url: string): void;
  /** Makes an owner a person: the alerts of people are listed by repository only. */
  makeUser(login: string): void;
  /** Answers 403 to who lists the alerts of an organization as a whole. */
  closeOrganization(login: string): void;
  /** Lets only reviewers close the alerts of a repository, `owner/name`. */
  delegateDismissal(fullName: string): void;
}

/** What a fresh local GitHub keeps beside its state. */
export const newRecords = (clock: Clock) => ({
  limits: new RateLimits(),
  deliveries: new DeliveryLog(clock),
  organizations: new Organizations(),
});

export const controlsOf = (site: Site): GithubControls => ({
  deliver: (delivery, url) => site.deliveries.deliver(delivery, url),
  deliveries: () => site.deliveries.list(Number.POSITIVE_INFINITY),
  setAppRateLimit: (requests) => {
    site.appRateLimit = requests;
  },
  setHook: (url) => {
    site.hookUrl = url;
  },
  makeUser: (login) => void site.organizations.people.add(login.toLowerCase()),
  closeOrganization: (login) => void site.organizations.closed.add(login.toLowerCase()),
  delegateDismissal: (fullName) => void site.organizations.delegatedDismissal.add(fullName.toLowerCase()),
});
