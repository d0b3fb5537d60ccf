import { outsideText } from '#lib/signal/outside-text.ts';

/** Where a scanner found a key, as far as it says so. Untrusted. */
export interface Place {
  file?: string | undefined;
  /** From 1. */
  line?: number | undefined;
  commit?: string | undefined;
  /** What holds the file: a repository, a bucket, an image. */
  holder?: string | undefined;
}

/** `https://user:token@host/acme/shop.git` says no more than `host/acme/shop`, and holds a token. */
const plainHolder = (holder: string): string =>
  holder.replace(/^[\w+.-]{1,20}:\/\/(?:[^\s/@]*@)?/, '').replace(/\.git$/, '');

/**
 * A place as one line without secrets: `config/aws.env line 3 (commit 0123456789ab) in github.com/acme/shop`. No
 * colon stands between the parts: what follows `my-token:` is redacted.
 * @returns '' where nothing is known
 */
export const placeText = ({ file, line, commit, holder }: Place): string => {
  // Only what is a digest for certain may be cut: half of a secret would no longer be known for one.
  const isDigest = commit !== undefined && /^[0-9a-f]{7,64}$/.test(commit);
  const parts = [
    file,
    file && Number.isSafeInteger(line) && Number(line) > 0 && `line ${line}`,
    isDigest && `(commit ${commit.slice(0, 12)})`,
    holder && `in ${plainHolder(holder)}`,
  ];
  return outsideText(parts.filter(Boolean).join(' '));
};
