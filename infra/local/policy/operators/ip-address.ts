import { BlockList, isIP } from 'node:net';
import { UndecidablePolicy } from '../undecidable.ts';
import { type Compare, negated, plain } from './operator.ts';

const families = { 4: { name: 'ipv4', bits: 32 }, 6: { name: 'ipv6', bits: 128 } } as const;

/** A dual-stack socket reports an IPv4 peer as `::ffff:192.0.2.1`. */
const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

const familyOf = (address: string, whole: string) => {
  const version = isIP(address);
  if (version !== 4 && version !== 6) throw new UndecidablePolicy(`"${whole}" is not an IP address or range`);
  return families[version];
};

/** Without a prefix length a single address is meant. Variables are not replaced. */
const readRange = (range: string) => {
  const [address = '', prefix, ...more] = range.split('/');
  const family = familyOf(address, range);
  const bits = prefix === undefined ? family.bits : Number(prefix);
  const wrong = more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) || bits > family.bits;
  if (wrong) throw new UndecidablePolicy(`"${range}" is not an IP address or range`);
  return { address, family: family.name, bits };
};

const within: Compare = (expected, actual) => {
  const range = readRange(expected);
  const address = unmapped(actual);
  const family = familyOf(address, actual).name;
  if (family !== range.family) return false;
  const list = new BlockList();
  list.addSubnet(range.address, range.bits, range.family);
  return list.check(address, family);
};

export const ipAddressOperators = { IpAddress: plain(within), NotIpAddress: negated(within) };
