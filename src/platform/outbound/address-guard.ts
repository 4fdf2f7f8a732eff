import { type NetworkList, networkList } from './network-list';
import { OutboundError } from './outbound-error';
import { isPublicAddress } from './public-address';

/** Where websites are; whatever else a host serves is not meant for us. */
const WEB_PORTS = [80, 443];

/** Says which addresses may be connected to. */
export class AddressGuard {
  readonly #own: NetworkList;

  /** `ownNetworks` in CIDR notation: the operator's, which are fetched from on any port although they are not public. */
  constructor(ownNetworks: readonly string[]) {
    this.#own = networkList(ownNetworks);
  }

  /** Throws an OutboundError, ADDRESS or PORT, unless the address is in an own network, or public and a website's. */
  check(address: string, port: number): void {
    if (this.#own.has(address)) return;
    if (!isPublicAddress(address)) {
      throw new OutboundError('ADDRESS', 'The address of this URL is not public.');
    }
    if (!WEB_PORTS.includes(port)) {
      throw new OutboundError('PORT', `Only the ports ${WEB_PORTS.join(' and ')} are fetched from.`);
    }
  }
}
