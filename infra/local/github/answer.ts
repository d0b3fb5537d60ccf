/** An answer of the local GitHub before it is written to the socket. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** A refusal in GitHub's form: a message, a page of its documentation, and the status again as text. */
export class GithubError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  toAnswer(): Answer {
    const body = {
      message: this.message,
      documentation_url: 'https://docs.github.com/rest',
      status: String(this.status),
    };
    return { status: this.status, body, headers: this.headers };
  }
}

/** GitHub says the same of what does not exist and of what the caller may not know of. */
export const notFound = (message = 'Not Found'): GithubError => new GithubError(404, message);
