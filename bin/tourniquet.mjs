#!/usr/bin/env node
// The `tourniquet` command. It runs from source: Node 24 strips the types. On an older host Node it starts
// itself again on the Node 24 that `npm ci` brought.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const { main } = await import('../lib/cli/main.ts');
  await main(process.argv.slice(2));
} else {
  const node = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  if (!existsSync(node)) await import('./require-node.mjs');
  const { status } = spawnSync(node, process.argv.slice(1), { stdio: 'inherit' });
  process.exit(status ?? 1);
}
