import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface CommandRun {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs `tourniquet` in a process of its own with nothing of this one's environment. */
export const runCommand = (args: string[], env: Record<string, string>): Promise<CommandRun> =>
  new Promise((done) => {
    const command = [resolve(root, 'bin/tourniquet.mjs'), ...args];
    execFile(process.execPath, command, { cwd: root, env }, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      done({ exitCode, stdout, stderr });
    });
  });
