import { writeFileSync } from 'node:fs';
import { policyFiles } from './policy.ts';

/** `node infra/cloud/deploy/policies/write.ts`, after actions.ts has changed: a test says so when it is due. */
for (const [file, policy] of Object.entries(policyFiles))
  writeFileSync(
    new URL(`../../../../docs/policies/${file}`, import.meta.url),
    `${JSON.stringify(policy(), null, 2)}\n`,
  );
