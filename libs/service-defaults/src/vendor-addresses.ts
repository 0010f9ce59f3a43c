import { z } from 'zod';
import { isLoopbackHost, isVendorAddress } from '@counterpart/access-tokens';

/** Where secrets or documents go: a name over TLS, or this machine, where the emulators listen. */
export const vendorUrl = z.url().refine(isVendorAddress, 'must be https, by name; only loopback may be http');

/** The regions of Clio are hosts below this name, and itself (https://docs.developers.clio.com). */
const CLIO = ['app.clio.com'];
const DROPBOX = ['dropboxapi.com', 'dropbox.com'];

/** An address of Clio’s, in any region. */
export const clioUrl = vendorUrl.refine(isHostOf(CLIO), 'must be a host of Clio’s');

/** An address of Dropbox’s. */
export const dropboxUrl = vendorUrl.refine(isHostOf(DROPBOX), 'must be a host of Dropbox’s');

/** Whether an address is this machine’s. */
export const isHere = (address: string): boolean => isLoopbackHost(new URL(address).hostname);

/**
 * Whether two addresses are of one region: Clio’s regions are apart, an app and its tokens belong to one. Emulators on
 * this machine are one region.
 */
export const isSameRegion = (one: string, other: string): boolean =>
  isHere(one) ? isHere(other) : new URL(one).origin === new URL(other).origin;

function isHostOf(names: readonly string[]): (address: string) => boolean {
  return (address) => {
    if (!URL.canParse(address)) return false;
    const { hostname } = new URL(address);
    return (
      isLoopbackHost(hostname) || names.some((name) => hostname === name || hostname.endsWith(`.${name}`))
    );
  };
}
