import { coldStart } from './cold-start.ts';
import { containment } from './containment.ts';
import { lookupEvents } from './lookup-events.ts';

/** Every section, in the order in which a leak meets them. `node bench/<name>.ts` runs one. */
const sections: (() => Promise<string[]>)[] = [coldStart, containment, lookupEvents];

for (const section of sections) console.log(`${(await section()).join('\n')}\n`);
