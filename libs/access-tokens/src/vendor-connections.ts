import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';

/** A request would have left for an address that no vendor is served from; nothing was sent. */
export class AddressRefused extends Error {
  readonly code = 'VENDOR_ADDRESS_REFUSED';
  override readonly name = 'AddressRefused';
}

/** Settings of connections, with the resolver that names are looked up by. */
export interface ConnectionOptions extends Omit<Agent.Options, 'connect'> {
  /** @default the system’s */
  readonly resolve?: typeof lookup;
}

/**
 * IPv4 blocks that are not the public Internet (RFC 6890 and its registry; RFC 6598, RFC 7526, RFC 5771, RFC 1112 §4), and
 * addresses at which clouds serve what is their machines’ own.
 */
const NOT_PUBLIC: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Shared by carriers (RFC 6598): Alibaba Cloud serves its metadata at 100.100.100.200.
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local: clouds serve their machines’ own credentials at 169.254.169.254.
  ['169.254.0.0', 16],
  // Public by its number, and reached inside Azure’s machines alone: it answers with certificates and settings of the machine
  // (learn.microsoft.com, “What is IP address 168.63.129.16?”).
  ['168.63.129.16', 32],
  ['172.16.0.0', 12],
  // IETF protocols: Oracle Cloud serves its machines’ metadata at 192.0.0.192.
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const notPublic = new BlockList();
/** IPv6 that leads out: global unicast (RFC 4291 §2.4), NAT64 (RFC 6052 §2.1), IPv4-mapped (RFC 4291 §2.5.5.2). */
const outward = new BlockList();
outward.addSubnet('2000::', 3, 'ipv6');
outward.addSubnet('64:ff9b::', 96, 'ipv6');
outward.addSubnet('::ffff:0:0', 96, 'ipv6');

for (const [network, prefix] of NOT_PUBLIC) {
  notPublic.addSubnet(network, prefix, 'ipv4');
  notPublic.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6');
  notPublic.addSubnet(`::ffff:${network}`, 96 + prefix, 'ipv6');
}
// Parts of 2000::/3 that are special (RFC 6890’s registry): IETF protocols with Teredo, documentation, 6to4.
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv6');
}

/**
 * Whether a vendor may be reached at this address: by name and over TLS. Only this machine, where the emulators
 * listen, may be reached by number or in the clear.
 */
export function isVendorAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  if (isLoopbackHost(hostname)) return protocol === 'http:' || protocol === 'https:';
  return protocol === 'https:' && isIP(bareHost(hostname)) === 0;
}

/** Whether an IP address is on the public Internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !notPublic.check(address, 'ipv4');
  return isIP(address) === 6 && outward.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

const bareHost = (host: string): string => host.replace(/^\[|\]$/g, '');

/** Whether a host of an address is this machine, by name or by number. */
export function isLoopbackHost(host: string): boolean {
  const bare = bareHost(host);
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/**
 * Connections to vendors. Names are looked up once, for the very connection that is made, and an answer with an address
 * that is not public is refused: a name that is pointed elsewhere (DNS rebinding) reaches neither the office’s network nor
 * a cloud’s metadata. An IP address in place of a name is refused, too. Only loopback that was written as such
 * is let through: the emulators listen there. Redirects are never followed by themselves.
 */
export function vendorConnections({ resolve = lookup, ...options }: ConnectionOptions = {}): Dispatcher {
  const agent = new Agent({ ...options, connect: { lookup: publicLookup(resolve) } });
  return agent.compose((dispatch) => (request, handler) => {
    refuseLiteral(request.origin);
    return dispatch(request, handler);
  });
}

function refuseLiteral(origin: string | URL | undefined): void {
  const { hostname } = new URL(origin ?? '');
  if (isIP(bareHost(hostname)) === 0 || isLoopbackHost(hostname)) return;
  throw new AddressRefused('an IP address stands in place of a vendor’s name');
}

function publicLookup(resolve: typeof lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const refused = error ?? faultOf(hostname, found);
      if (refused !== null) callback(refused, []);
      else if (options.all === true) callback(null, found);
      else callback(null, found[0]?.address ?? '', found[0]?.family);
    });
  };
}

function faultOf(hostname: string, found: readonly { readonly address: string }[]): AddressRefused | null {
  const isHere = isLoopbackHost(hostname);
  const isFit = (address: string): boolean => (isHere ? isLoopbackHost(address) : isPublicAddress(address));
  if (found.length > 0 && found.every(({ address }) => isFit(address))) return null;
  return new AddressRefused('a vendor’s name leads to an address that is not public');
}
