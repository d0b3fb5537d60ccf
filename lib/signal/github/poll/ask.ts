export interface Question {
  /** `GET /orgs/{org}/…` */
  route: string;
  /** Fill the braces of the route; the rest becomes the query or the body. */
  parameters?: Record<string, unknown>;
  /** Who asks: the App itself, or one of its installations by its id. */
  as: 'app' | number;
  /** What a person must mend, for each refusal by its status. */
  mends?: Record<number, string>;
}

export interface Answer {
  body: unknown;
  /** The parameters of the next page. */
  next?: Record<string, string> | undefined;
}

/** Asks one host. @throws PollStopped at a limit, GithubUnavailable, GithubRefused */
export type Ask = (question: Question) => Promise<Answer>;
