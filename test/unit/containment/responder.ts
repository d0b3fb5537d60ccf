import { AttachUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterwards, reportedAgain } from '#lib/containment/afterwards.ts';
import type { Mail } from '#lib/containment/mail.ts';
import type { Note } from '#lib/containment/notes.ts';
import type { Page } from '#lib/containment/pages.ts';
import { type RespondDeps, respondToMessage } from '#lib/containment/respond.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { GithubAlertRef } from '#lib/signal/github-alert-ref.ts';
import type { SignalReading } from '#lib/signal/leak-signal.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { depsWith, fakeAccount, key, signal } from './fake-account.ts';

/** A message of the queue about an alert of GitHub. */
export const alert = {
  kind: 'github-alert',
  repository: { owner: 'acme', name: 'shop' },
  alertNumber: 7,
  action: 'created',
};

/** A message of the queue that asks for a later look. */
export const look = (number: number) => ({ kind: 'look-again', incidentId: `${key}-1`, look: number });

/** What people and machines were told. */
const nothingTold = () => ({
  mails: [] as Mail[],
  pages: [] as Page[],
  notes: [] as Note[],
  deadLetters: [] as string[],
  /** Incident, number of the look, seconds until then. */
  looks: [] as [string, number, number][],
  investigated: [] as string[],
  handled: [] as GithubAlertRef[],
});

/** The whole way of a message, on a fake account, with the file store and channels that remember. */
export const responder = async () => {
  const account = fakeAccount();
  const store = new FileIncidentStore(await temporaryFolder());
  const told = nothingTold();
  const github: { reading: SignalReading } = { reading: { kind: 'leak', signals: [signal()] } };
  const channels: RespondDeps['channels'] = {
    mail: async (mail) => void told.mails.push(mail),
    page: async (page) => void told.pages.push(page),
    note: async (note) => void told.notes.push(note),
    investigate: async ({ incidentId }) => void told.investigated.push(incidentId),
    lookAgain: async (...asked) => void told.looks.push(asked),
    keepDeadLetter: async (body) => void told.deadLetters.push(body),
    undoWays: {},
  };
  const once = new Set<string>();
  const deps = {
    ...depsWith(store),
    channels,
    readAlert: async () => github.reading,
    handled: async (ref: GithubAlertRef) => void told.handled.push(ref),
    deployedAt: (): string | undefined => undefined,
    onceForReport: async (id: string, act: () => Promise<void>) => {
      if (once.has(id)) return;
      await act();
      once.add(id);
    },
    afterwards: afterwards(channels, store),
    reportedAgain: reportedAgain(channels, store),
  };
  return {
    account,
    store,
    told,
    github,
    deps,
    respond: (message: unknown) => respondToMessage(JSON.stringify(message), deps),
    forget: () => void Object.assign(told, nothingTold()),
    thiefTakesOff: () => {
      account.user.policies = [];
      account.user.keys[key] = 'Active';
    },
    withoutAttaching: () => account.mock.on(AttachUserPolicyCommand).rejects(new Error('AccessDenied')),
    attachingAgain: () =>
      account.mock.on(AttachUserPolicyCommand).callsFake(({ PolicyArn }) => {
        account.user.policies.push(PolicyArn);
        return {};
      }),
  };
};

export type Responder = Awaited<ReturnType<typeof responder>>;

export const subjects = (messages: { subject: string }[]): string[] => messages.map(({ subject }) => subject);
