/** It cannot be deployed, and the message says what to do. */
export class DeployError extends Error {
  /** 2: called wrongly; 1: AWS, the account or a folder stands in the way. */
  readonly exitCode: 1 | 2;
  constructor(message: string, { exitCode = 1, ...options }: ErrorOptions & { exitCode?: 1 | 2 } = {}) {
    super(message, options);
    this.name = 'DeployError';
    this.exitCode = exitCode;
  }
}
