// A drill that cannot fail proves nothing. This breaks each change and the read-back in turn and demands that
// `tourniquet drill` exits 1 and names what is wrong. Run by `npm run test:broken-drill`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const breaks = {
  'iam:UpdateAccessKey': /deactivate-key: iam:UpdateAccessKey failed: AccessDenied/,
  'iam:AttachUserPolicy': /deny-user: iam:AttachUserPolicy failed: AccessDenied/,
  'iam:ListAttachedUserPolicies': /could not be read back/,
};

const folder = mkdtempSync(join(tmpdir(), 'broken-drill-'));
let wrong = 0;
for (const [operation, expected] of Object.entries(breaks)) {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['bin/tourniquet.mjs', 'drill', '--out', folder, '--break', operation],
    { cwd: root, encoding: 'utf8' },
  );
  const ending = stdout.slice(stdout.indexOf('THE DRILL FAILED'));
  const seen = status === 1 && stdout.includes('THE DRILL FAILED') && expected.test(ending);
  console.log(`${seen ? 'ok    ' : 'WRONG '} ${operation} broken: exit ${status}`);
  console.log(
    ending
      .split('\n')
      .slice(1, 4)
      .map((line) => `         ${line}`)
      .join('\n'),
  );
  if (!seen) wrong += 1;
}
rmSync(folder, { recursive: true });
process.exit(wrong === 0 ? 0 : 1);
