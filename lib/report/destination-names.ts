import { type Destination, destinations } from '#lib/incident/destinations.ts';

const names = {
  'event-bus': 'the event bus',
  github: 'GitHub',
  'ops-center': 'OpsCenter',
  'security-hub': 'Security Hub',
  chat: 'the chat',
  'html-mail': 'the HTML mail',
} as const satisfies Record<Destination, string>;

export const isDestination = (name: string): name is Destination => destinations.some((one) => one === name);

/** As it stands in a sentence: `the event bus`. */
export const destinationName = (destination: Destination): string => names[destination];

/** As it stands at the head of a row: `Event bus`. */
export const destinationTitle = (destination: Destination): string => {
  const name = names[destination].replace(/^the /, '');
  return name.charAt(0).toUpperCase() + name.slice(1);
};
