import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas';
import type { Construct } from 'constructs';
import { functionName } from '#infra/deployed/names.ts';
import type { Settings } from '../settings/settings.ts';

/** The Lambda console looks for test events that are shared in this registry, of which an account has one a Region. */
const registryName = 'lambda-testevent-schemas';

const key = 'AKIAIOSFODNN7EXAMPLE';
const by = 'your name';

/** What each function can be sent from the console. Of the key only the id: the one here is AWS's example. */
export const consoleEvents: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  contain: {
    'contain-dry-run': { accessKeyId: key, reason: 'looking first', dryRun: true },
    contain: { accessKeyId: key, reason: 'seen in a public repository' },
  },
  restore: {
    'restore-dry-run': { incidentId: `${key}-1`, by, dryRun: true },
    restore: { incidentId: `${key}-1`, by },
  },
};

/** Shared events are examples in a schema of OpenAPI, by their names (AWS SAM CLI, remote test events). */
const schemaOf = (folder: string, events: Readonly<Record<string, object>>): string =>
  JSON.stringify({
    openapi: '3.0.0',
    info: { version: '1.0.0', title: `Event of ${functionName(folder)}` },
    paths: {},
    components: {
      schemas: { Event: { type: 'object' } },
      examples: Object.fromEntries(Object.entries(events).map(([name, value]) => [name, { value }])),
    },
  });

/** Test events for the Lambda console: choose one, put the key in, press Test. */
export const createConsoleEvents = (scope: Construct, { consoleTestEvents }: Settings): void => {
  if (consoleTestEvents === 'none') return;
  const registry =
    consoleTestEvents === 'with-registry'
      ? new CfnRegistry(scope, 'ConsoleEvents', {
          registryName,
          description: 'Test events of the Lambda console',
        })
      : undefined;
  for (const [folder, events] of Object.entries(consoleEvents)) {
    const schema = new CfnSchema(scope, `ConsoleEvents-${folder}`, {
      registryName,
      schemaName: `_${functionName(folder)}-schema`,
      type: 'OpenApi3',
      content: schemaOf(folder, events),
    });
    if (registry) schema.node.addDependency(registry);
  }
};
