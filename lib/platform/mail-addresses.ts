import { ConfigError } from './config-error.ts';

/** SES takes so many receivers of a mail. */
const mostReceivers = 50;

// A plain address, as SES identities are: nothing that could begin another header or another receiver.
const plainAddress = /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}$/;

/** @throws ConfigError that names the setting */
export const readAddress = (setting: string, text: string): string => {
  const address = text.trim();
  if (plainAddress.test(address)) return address;
  throw new ConfigError(setting, 'must be a mail address, such as tourniquet@example.com');
};

/** Addresses that are separated by commas, each once. @throws ConfigError that names the setting */
export const readAddresses = (setting: string, text: string): string[] => {
  const addresses = text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => readAddress(setting, part));
  const all = [...new Set(addresses)];
  if (all.length > 0 && all.length <= mostReceivers) return all;
  throw new ConfigError(setting, `must be 1 to ${mostReceivers} mail addresses, separated by commas`);
};
