/**
 * What a path inside an archive must be, so that unpacking stays in its folder and works with Windows Explorer, whose
 * rules are the strictest (learn.microsoft.com, “Naming Files, Paths, and Namespaces”).
 */

/** Explorer unpacks no path above 259 units, drive and folder included; this leaves 59 for where it is unpacked. */
export const MAX_PATH_UNITS = 200;
/** ext4, APFS and others take no longer name. */
export const MAX_NAME_BYTES = 255;

export const WINDOWS_FORBIDDEN = /[<>:"|?*\\\p{Cc}]/gu;
/** Device names are devices with any extension too. */
export const WINDOWS_DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/iu;
/** Windows drops trailing dots and spaces, and so makes two names one. */
export const TRAILING = /[. ]+$/u;

/** What is wrong with a path. */
export type PathFault =
  | 'ABSOLUTE'
  | 'CLIMBS'
  | 'EMPTY_NAME'
  | 'ILL_FORMED'
  /** Letters and their accents apart: some programs join them when they unpack, so that the name changes. */
  | 'DECOMPOSED'
  | 'FORBIDDEN_CHARACTER'
  | 'DEVICE_NAME'
  | 'TRAILING_DOT_OR_SPACE'
  | 'NAME_TOO_LONG'
  | 'PATH_TOO_LONG';

/** Paths that lead out of the folder into which an archive is unpacked, whoever unpacks it (“zip slip”). */
export function escapes(path: string): boolean {
  return /^[/\\]|^[a-z]:/iu.test(path) || path.split(/[/\\]/u).includes('..');
}

/** All that is wrong with a path; nothing for one that every system can unpack. */
export function pathFaults(path: string): readonly PathFault[] {
  const faults = new Set<PathFault>();
  if (/^[/\\]|^[a-z]:/iu.test(path)) faults.add('ABSOLUTE');
  if (!path.isWellFormed()) faults.add('ILL_FORMED');
  if (path !== path.normalize('NFC')) faults.add('DECOMPOSED');
  if (path.length > MAX_PATH_UNITS) faults.add('PATH_TOO_LONG');
  for (const name of path.split('/')) for (const fault of nameFaults(name)) faults.add(fault);
  return [...faults];
}

function nameFaults(name: string): readonly PathFault[] {
  if (name === '') return ['EMPTY_NAME'];
  if (name === '.' || name === '..') return ['CLIMBS'];
  const faults: PathFault[] = [];
  if (name.search(WINDOWS_FORBIDDEN) !== -1) faults.push('FORBIDDEN_CHARACTER');
  if (WINDOWS_DEVICE.test(name)) faults.push('DEVICE_NAME');
  if (TRAILING.test(name)) faults.push('TRAILING_DOT_OR_SPACE');
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) faults.push('NAME_TOO_LONG');
  return faults;
}

/** Two paths with one key are one file on Windows or macOS: letter case and composition do not count there. */
export function collisionKey(path: string): string {
  return path.normalize('NFKC').toLowerCase().toUpperCase().normalize('NFKC');
}
