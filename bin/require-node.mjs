// Node strips TypeScript's types from version 24 on. On Linux (glibc) and Intel Macs `npm ci` has brought
// Node 24 into node_modules/.bin, which npm puts first on PATH; elsewhere the host's own Node must be that new.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `Tourniquet needs Node 24 or newer, this is ${process.version}: install it from https://nodejs.org and run the command again.`,
  );
  process.exit(2);
}
