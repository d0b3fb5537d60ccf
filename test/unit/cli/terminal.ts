import { vi } from 'vitest';
import { main } from '#lib/cli/main.ts';

/** Runs `tourniquet …` in this process and gives back what a script sees of it. */
export const tourniquet = async (...argv: string[]) => {
  let stdout = '';
  let stderr = '';
  vi.spyOn(process.stdout, 'on').mockReturnThis();
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text;
    return true;
  });
  try {
    await main(argv);
    return { exitCode: process.exitCode, stdout, stderr };
  } finally {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  }
};

/** The same with `--json`: the one document, which must be all of stdout. */
export const tourniquetJson = async (...argv: string[]) => {
  const { exitCode, stdout, stderr } = await tourniquet(...argv, '--json');
  return { exitCode, document: JSON.parse(stdout), stderr };
};
