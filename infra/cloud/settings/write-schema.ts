import { writeFileSync } from 'node:fs';
import { settingsJsonSchema } from './json-schema.ts';

/** `node infra/cloud/settings/write-schema.ts`, after the settings have changed: a test says so when it is due. */
const file = new URL('../../../docs/schemas/tourniquet-config.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`);
