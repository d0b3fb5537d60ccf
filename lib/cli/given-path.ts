import { resolve } from 'node:path';
import { config } from '#lib/platform/config.ts';

/** A path as the person who typed it meant it, as an absolute one: seen from where their shell stands. */
export const givenPath = (path: string): string => resolve(config.userFolder(), path);
