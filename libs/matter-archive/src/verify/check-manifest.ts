import { extendedTimestamp } from '../container/dos-time.js';
import type { Manifest, ManifestEntry } from '../manifest/manifest.js';
import type { DirectoryRecord } from './directory-record.js';
import type { Faults } from './faults.js';

/** Holds the directory against the manifest: the same files, in the same order, said to be the same. */
export function checkManifest(records: readonly DirectoryRecord[], manifest: Manifest, faults: Faults): void {
  const files = records.slice(0, -1);
  const listed = new Map(manifest.entries.map((entry) => [entry.path, entry]));
  const found = new Set(files.map(({ path }) => path));
  for (const { path } of manifest.entries)
    if (!found.has(path)) faults.add('ENTRY_MISSING', path, 'it is listed only');
  if (listed.size !== manifest.entries.length)
    faults.add('ENTRY_DOUBLED', null, 'the manifest lists a file twice');
  files.forEach((record, at) => {
    const entry = listed.get(record.path);
    if (entry === undefined) faults.add('ENTRY_UNLISTED', record.path, 'the manifest does not list it');
    else {
      if (manifest.entries[at]?.path !== record.path)
        faults.add('ENTRY_OUT_OF_ORDER', record.path, `it is number ${at + 1}`);
      for (const field of differing(record, entry))
        faults.add('ENTRY_DIFFERS_FROM_MANIFEST', record.path, field);
    }
  });
  if (manifest.before.size !== records.at(-1)?.offset) {
    faults.add('ENTRY_MISPLACED', records.at(-1)?.path ?? null, 'it does not lie where it says');
  }
}

function differing(record: DirectoryRecord, entry: ManifestEntry): readonly string[] {
  const pairs: readonly (readonly [string, boolean])[] = [
    ['size', record.size === entry.size],
    ['packed size', record.packedSize === entry.packedSize],
    ['method', record.method === entry.method],
    ['CRC', record.crc32 === Number.parseInt(entry.crc32, 16)],
    ['time', record.timestamp.equals(extendedTimestamp(new Date(entry.modified)))],
  ];
  return pairs.filter(([, same]) => !same).map(([field]) => field);
}
