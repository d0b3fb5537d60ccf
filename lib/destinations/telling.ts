import { byHandLines } from '#lib/containment/mail/by-hand.ts';
import { aboutOf } from '#lib/containment/mail/credential.ts';
import { factLines } from '#lib/containment/mail/facts.ts';
import { headline, subjectOf } from '#lib/containment/mail/headline.ts';
import { openLines } from '#lib/containment/mail/left-open.ts';
import { stepLines } from '#lib/containment/mail/step-lines.ts';
import { stopLines } from '#lib/containment/mail/stop-lines.ts';
import { undoLines } from '#lib/containment/mail/undo-lines.ts';
import { whatNow } from '#lib/containment/mail/what-now.ts';
import type { UndoWays } from '#lib/containment/mail.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { isPlainLink } from '#lib/platform/plain-link.ts';
import { inert, subject } from '#lib/platform/plain-text.ts';
import { redact } from '#lib/platform/redact.ts';

/** What other homes tell of an incident, in the words of its first mail. All of it is inert, bounded and without secrets. */
export interface Telling {
  /** ASCII, one line, under 100 characters. */
  subject: string;
  /** What it is about: `AWS key AKIA… of deploy-bot`. */
  about: string;
  /** What became of it, and whether the reader must act. */
  headline: string;
  facts: Fact[];
  /** With a heading; none where nothing was to be done. */
  steps: string[];
  /** What a person must do, at once or once it is contained; empty where that is nothing. */
  next: string[];
  /** What the containment stops besides, and what it does not stop. */
  open: string[];
  /** How to take all of it back. */
  undo: string[];
}

export interface Fact {
  /** Empty where it goes on from the one before. */
  label: string;
  text: string;
  /** An address that may be clicked: it is the text. */
  isLink: boolean;
}

const longestLine = 600;
const mostSteps = 24;
/** The labels of facts are so wide (lib/containment/mail/facts.ts). */
const labelWidth = 10;

const tidy = (text: string): string => redact(inert(redact(text), longestLine));

/**
 * A line with what it is indented by, with its first word as a column where it is one, and with the remark behind a
 * command apart from it.
 */
const line = (text: string): string => {
  const [, depth = '', column = '', rest = ''] = /^( {0,6})([a-z]+ {2,10})?(.*)$/s.exec(text) ?? [];
  const parts = rest.split(/ {3}(?=[#(])/).map(tidy);
  return `${depth}${column}${parts.join('   ')}`.trimEnd();
};

const lines = (all: readonly string[]): string[] => all.map(line);

const fact = (text: string): Fact => {
  const label = tidy(text.slice(0, labelWidth));
  const told = text.slice(labelWidth);
  const isLink = isPlainLink(told) && redact(told) === told;
  return { label, text: isLink ? told : tidy(told), isLink };
};

/** The same for what has to say all of it by itself: a later mail leaves out what an earlier one told, a terminal does not. */
export const complete = (ways: UndoWays): UndoWays => ({
  terminal: 'npm run -s tourniquet -- restore',
  ...ways,
});

/** @param ways how a reader can undo it, or contain it all the same */
export const tellingOf = (incident: Incident, ways: UndoWays): Telling => {
  const now = lines([...stopLines(incident), ...byHandLines(incident, ways)]);
  return {
    subject: redact(subject(redact(`${subjectOf(incident)}: ${aboutOf(incident)}`))),
    about: tidy(aboutOf(incident)),
    headline: tidy(headline(incident)),
    facts: factLines(incident).map(fact),
    steps: lines(stepLines(incident, mostSteps)),
    next: now.length > 0 ? now : lines(whatNow(incident, ways)),
    open: lines(openLines(incident, ways)),
    undo: lines(undoLines(incident, ways)),
  };
};
