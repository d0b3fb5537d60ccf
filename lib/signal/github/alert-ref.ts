export { type GithubAlertRef, githubAlertRef } from '../github-alert-ref.ts';
