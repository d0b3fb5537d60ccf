/** A name as we write them: it cannot lead upwards, hide itself or be read as an option, and every file system takes it. */
const segment = /^[A-Za-z0-9_][\w.+=@-]{0,199}$/;
const longest = 500;

/**
 * Whether a path stays inside the folder that it is put to, and is written in the one way that there is: names joined
 * by `/`, none of them `..` or empty.
 */
export const isSafePath = (path: string): boolean =>
  path.length <= longest && path.split('/').every((name) => segment.test(name) && !name.endsWith('.'));

/** Paths are told apart as the file systems of macOS and Windows do, so that no two fall together there. */
export const foldedPath = (path: string): string => path.toLowerCase();
