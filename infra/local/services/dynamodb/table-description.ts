import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Shape } from '../../contract.ts';

/** Dynalite makes a table ACTIVE one timer later; nobody here has to wait and ask again. */
export async function untilActive(describe: () => Promise<Shape>): Promise<Shape> {
  for (;;) {
    const table = await describe();
    if (table.TableStatus === 'ACTIVE') return table;
    await nextTurn();
  }
}

/** Dynalite's description with times as the SDK's shapes have them, and ours instead of the machine's. */
export function described(table: Shape, createdAt: Map<string, Date>): Shape {
  const at = createdAt.get(table.TableArn);
  return {
    ...table,
    CreationDateTime: at,
    ...(table.BillingModeSummary && {
      BillingModeSummary: { ...table.BillingModeSummary, LastUpdateToPayPerRequestDateTime: at },
    }),
  };
}
