import { BlockList, isIP, isIPv6 } from 'node:net';

/** Addresses of certain networks. */
export interface NetworkList {
  has(address: string): boolean;
}

/** A list of networks in CIDR notation: `10.0.0.0/8`, `fd00::/8`. Has no address with a zone, and nothing else either. */
export function networkList(networks: readonly string[]): NetworkList {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    list.addSubnet(base, Number(bits), familyOf(base));
  }
  return {
    has: (address) => isIP(address) !== 0 && !address.includes('%') && list.check(address, familyOf(address)),
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
