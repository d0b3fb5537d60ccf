// Loaded before the runtime interface client: the function lives in the time of the embedded AWS.
import process from 'node:process';
import { moveTime } from '../../infra/local/host/move-time.mjs';

process.on('message', (offset) => {
  moveTime(offset);
  process.send(offset);
});
// The host is gone: nobody would ever invoke this process again.
process.on('disconnect', () => process.exit());
process.channel.unref();
