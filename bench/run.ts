import { coldStart } from './cold-start.ts';
import { containment } from './containment.ts';
import { lineage } from './lineage.ts';
import { lookupEvents } from './lookup-events.ts';
import { ric } from './ric.ts';
import { trailFiles } from './trail-files.ts';

/** Every section, in the order in which a leak meets them. `node bench/<name>.ts` runs one. */
const sections: (() => Promise<string[]>)[] = [
  coldStart,
  ric,
  containment,
  lookupEvents,
  trailFiles,
  lineage,
];

for (const section of sections) console.log(`${(await section()).join('\n')}\n`);
