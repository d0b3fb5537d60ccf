/**
 * `npm run test:ric`: what is deployed, dist/, in Lambda's own runtime interface client. It needs the npm registry and
 * compilers once, so no other test depends on it: where they lack it says so and passes.
 */
import { installRic, ricVersion } from './install-ric.ts';
import { play } from './play.ts';

const installed = await installRic(console.log);
if ('missing' in installed) {
  console.log(`SKIPPED, nothing was tested: ${installed.missing}`);
} else {
  const { served, problems } = await play(installed.entry);
  console.log(`The drill in aws-lambda-ric ${ricVersion} on Node ${process.version}; invocations:`);
  for (const [name, count] of [...served].sort()) console.log(`  ${name.padEnd(30)} ${count}`);
  for (const problem of problems) console.log(`FAILED: ${problem}`);
  console.log(problems.length > 0 ? `${problems.length} problems` : 'Everything was as it must be.');
  if (problems.length > 0) process.exitCode = 1;
}
