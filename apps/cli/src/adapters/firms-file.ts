import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ClioRegion } from '@counterpart/contracts';
import { ConfigInvalid, Firms, loadFirms, readFirm, type Firm } from '@counterpart/service-defaults';
import type { ConfiguredFirm, FirmsFile } from '../tend-firms/tend-firms.ports.js';
import { isErrno } from './file-fault.js';

/** Hosts of Clio’s regions (docs.developers.clio.com, “Regions”). */
const REGIONS: ReadonlyMap<string, ClioRegion> = new Map([
  ['app.clio.com', 'us'],
  ['eu.app.clio.com', 'eu'],
  ['ca.app.clio.com', 'ca'],
  ['au.app.clio.com', 'au'],
]);

/** The firms file holds secrets: nobody but its owner reads a new one. */
const NEW_MODE = 0o600;

/** The firms file on this machine. */
export const firmsFile = (file: string): FirmsFile => ({
  read: async () => {
    const firms = await firmsIn(file);
    const quotas = new Firms(firms);
    return firms.map((firm) => shown(firm, quotas.shareOf(firm.firm)));
  },
  add: async (firm, from) => {
    const entry = await readFirm(from);
    if (entry.firm !== firm) throw new ConfigInvalid(`${from} is the entry of ${entry.firm}, not of ${firm}`);
    const firms = await firmsIn(file);
    const known = firms.find((one) => one.firm === firm);
    if (known !== undefined && isDeepStrictEqual(known, entry)) return false;
    if (known !== undefined) {
      throw new ConfigInvalid(`the firms file has another entry of ${firm}: it is never written over`);
    }
    await replace(file, `${JSON.stringify({ firms: [...firms, entry] }, null, 2)}\n`);
    return true;
  },
});

const shown = ({ firm, name, clio, dropbox, alerts }: Firm, share: number): ConfiguredFirm => ({
  firm,
  name: name ?? null,
  region: REGIONS.get(new URL(clio.baseUrl).host) ?? null,
  grants: { clio: howGranted(clio.grant), dropbox: howGranted(dropbox.grant) },
  alerts,
  share,
});

const howGranted = (grant: Firm['clio']['grant']): 'given' | 'stored' =>
  'stored' in grant ? 'stored' : 'given';

/** A file that is not there yet has no firms; one that cannot be read is a fault. */
async function firmsIn(file: string): Promise<readonly Firm[]> {
  try {
    await stat(file);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  }
  return (await loadFirms(file)).all();
}

/** Readers see the old file or the new one. */
async function replace(file: string, text: string): Promise<void> {
  const half = `${file}.${randomUUID()}.half`;
  const mode = await stat(file).then(
    (found) => found.mode & 0o777,
    () => NEW_MODE,
  );
  try {
    await writeFile(half, text, { mode, flag: 'wx', flush: true });
    await rename(half, file);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}
