import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { KeptPassword } from './entities.ts';

// Cheap on purpose: nothing is guarded here but a test bed, and a drill signs in often.
const hashOf = (password: string, salt: Buffer): Buffer => scryptSync(password, salt, 32, { cost: 1024 });

/** What is kept of a console password. */
export const keepPassword = (password: string): KeptPassword => {
  const salt = randomBytes(16);
  return { salt, hash: hashOf(password, salt) };
};

export const isPassword = ({ salt, hash }: KeptPassword, password: string): boolean =>
  timingSafeEqual(hashOf(password, salt), hash);
