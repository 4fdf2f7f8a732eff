import { isIP, isIPv4 } from 'node:net';
import { networkList } from './network-list';

// IANA's registries of special-purpose addresses, and what is known to lead elsewhere:
// https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry
const NOT_PUBLIC = networkList([
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared by a provider's customers (CGNAT)
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // the host of a virtual machine at Azure
  '169.254.0.0/16', // link-local, where clouds keep their metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
  '2001::/23', // protocol assignments, Teredo (2001::/32) among them
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which carries an IPv4 address
  '3fff::/20', // documentation
]);

/** Global unicast of IPv6. All else is special or not assigned: mapped, compatible, NAT64, local in every sense. */
const GLOBAL_UNICAST = networkList(['2000::/3']);

/** Before an IPv4 address at the end of an ISATAP address: RFC 5214, section 6.1. */
const ISATAP = ['0:5efe', '200:5efe'];

/**
 * True for the address of a host on the public Internet: global unicast and nothing else. An IPv6 address that
 * carries an IPv4 one (mapped, compatible, NAT64, 6to4, Teredo, ISATAP) is none, whatever it carries; nor is one with
 * a zone, nor what is no address at all.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || NOT_PUBLIC.has(address)) return false;
  return isIPv4(address) || (GLOBAL_UNICAST.has(address) && !isIsatap(address));
}

function isIsatap(address: string): boolean {
  return ISATAP.includes(groupsOf(address).slice(4, 6).join(':'));
}

/** The eight groups of an IPv6 address, in hex without leading zeros. */
function groupsOf(address: string): string[] {
  // The parser of URLs spells an address in one way, an IPv4 address at its end in hex too.
  const { hostname } = new URL(`http://[${address}]`);
  const [head = [], tail = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter(Boolean));
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail];
}
