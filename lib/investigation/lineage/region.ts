import { text } from '../detail.ts';
import type { Call } from './call.ts';

/** The Region that a call was made in. A record without one matches only another such. */
export const regionOf = ({ detail }: Call): string => text(detail['awsRegion']) ?? 'unknown';
