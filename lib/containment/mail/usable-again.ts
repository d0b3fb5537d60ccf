import type { Incident } from '#lib/incident/incident.ts';
import { inert } from '#lib/platform/plain-text.ts';

const mostNamed = 4;

/**
 * What the thief made or got is free again once the leak is restored: only a person can tell whether that was a false
 * alarm, too.
 */
export const usableAgainLines = ({ usableAgain = [], status }: Incident): string[] => {
  if (usableAgain.length === 0 || (status !== 'restored' && status !== 'observed')) return [];
  const rest = usableAgain.length - mostNamed;
  const can = status === 'restored' ? 'can be used again' : 'could be used again';
  return [
    `What came from it ${can} as well, by whoever holds it:`,
    ...usableAgain.slice(0, mostNamed).map((each) => `  ${inert(each, 200)}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
};
