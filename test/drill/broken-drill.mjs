// A drill that cannot fail proves nothing. This breaks each change and the read-back in turn and demands that
// `tourniquet drill` exits 1 and names what is wrong. Run by `npm run test:broken-drill`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const breaks = [
  ['guardduty', 'iam:UpdateAccessKey', /deactivate-key: iam:UpdateAccessKey failed: AccessDenied/],
  ['guardduty', 'iam:AttachUserPolicy', /deny-user: iam:AttachUserPolicy failed: AccessDenied/],
  ['guardduty', 'iam:ListAttachedUserPolicies', /could not be read back/],
  // A user of whom no key is known: here the deny is all there is, and later the key must go off as well.
  ['quarantine', 'iam:AttachUserPolicy', /the incident of the user is not-contained/],
  ['quarantine', 'iam:UpdateAccessKey', /deactivate-key: iam:UpdateAccessKey failed: AccessDenied/],
];

const folder = mkdtempSync(join(tmpdir(), 'broken-drill-'));
let wrong = 0;
for (const [source, operation, expected] of breaks) {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['bin/tourniquet.mjs', 'drill', '--source', source, '--out', folder, '--break', operation],
    { cwd: root, encoding: 'utf8' },
  );
  const ending = stdout.slice(stdout.indexOf('THE DRILL FAILED'));
  const seen = status === 1 && stdout.includes('THE DRILL FAILED') && expected.test(ending);
  console.log(`${seen ? 'ok    ' : 'WRONG '} ${operation} broken, reported by ${source}: exit ${status}`);
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
