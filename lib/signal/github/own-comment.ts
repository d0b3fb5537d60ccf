const beginning = 'Tourniquet switched this credential off and read that back from AWS.';

// GitHub docs, "Closing secret scanning alerts".
const longest = 280;

/** What we leave at an alert that we close. It names the incident, and holds nothing secret. */
export const ownComment = (incidentId: string): string =>
  `${beginning} Incident ${incidentId}`.slice(0, longest);

/** Whether an alert was closed by us. Whoever copies the words gets no more than an alert that counts as open. */
export const isOwnComment = (comment: string | undefined): boolean => comment?.startsWith(beginning) === true;
