import { MatterArchiveError } from '../errors.js';
import {
  collisionKey,
  MAX_NAME_BYTES,
  MAX_PATH_UNITS,
  pathFaults,
  TRAILING,
  WINDOWS_DEVICE,
  WINDOWS_FORBIDDEN,
} from './path-rules.js';

/** Our own folder inside an archive. */
export const OWN_FOLDER = '_Counterpart';
/** Where files go whose path is too long to unpack; the manifest tells where they were. */
const LONG_PATHS_FOLDER = '_Long paths';
const LONGEST_LEAF = 120;

/**
 * Gives every file a path in the archive that can be unpacked everywhere, and no two files the same one. Most keep
 * theirs. The same paths in the same order get the same answers; what was changed is told by the manifest.
 */
export class PathRegister {
  readonly #sources = new Set<string>();
  /** Keys of what lies in the archive. */
  readonly #taken = new Set<string>([collisionKey(OWN_FOLDER), collisionKey(LONG_PATHS_FOLDER)]);
  /** Source folder to its folder in the archive. */
  readonly #folders = new Map<string, string>([['', '']]);

  /** @throws MatterArchiveError for a path that is no path below a folder, and for one given twice */
  assign(source: string): string {
    const names = source.split('/');
    if (names.some((name) => name === '' || name === '.' || name === '..')) {
      throw new MatterArchiveError(
        'ARCHIVE_PATH_INVALID',
        `not a path below the folder: ${JSON.stringify(source)}`,
      );
    }
    if (this.#sources.has(source)) {
      throw new MatterArchiveError('ARCHIVE_PATH_DOUBLED', `given twice: ${JSON.stringify(source)}`);
    }
    this.#sources.add(source);
    const leaf = names.pop() ?? '';
    const folder = this.#folder(names);
    const path = below(folder, unpackable(leaf));
    if (path.length <= MAX_PATH_UNITS - SUFFIX_ROOM) return this.#claim(folder, unpackable(leaf));
    return this.#claim(LONG_PATHS_FOLDER, shortened(unpackable(leaf), LONGEST_LEAF));
  }

  #folder(names: readonly string[]): string {
    const source = names.join('/');
    const known = this.#folders.get(source);
    if (known !== undefined) return known;
    const parent = this.#folder(names.slice(0, -1));
    const folder = this.#claim(parent, unpackable(names.at(-1) ?? ''));
    this.#folders.set(source, folder);
    return folder;
  }

  /** The name, or the first of `name (2)`, `name (3)`… that is free. */
  #claim(folder: string, name: string): string {
    for (let count = 1; ; count += 1) {
      const path = below(folder, count === 1 ? name : numbered(name, count));
      const key = collisionKey(path);
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return path;
    }
  }
}

/** What a number in brackets may add to a path. */
const SUFFIX_ROOM = 12;

const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** A name that every system can unpack; most stay as they are. */
function unpackable(name: string): string {
  if (name !== '.' && name !== '..' && pathFaults(name).length === 0) return shortened(name, Infinity);
  const legal = name.toWellFormed().normalize('NFC').replace(WINDOWS_FORBIDDEN, '_').replace(TRAILING, '_');
  return shortened(WINDOWS_DEVICE.test(legal) ? `_${legal}` : legal, Infinity);
}

function numbered(name: string, count: number): string {
  const [stem, extension] = split(name);
  return `${stem} (${count})${extension}`;
}

/** Cut to so many units, and to bytes that leave room for a number; the extension stays. */
function shortened(name: string, units: number): string {
  const bytes = MAX_NAME_BYTES - SUFFIX_ROOM;
  if (name.length <= units && Buffer.byteLength(name) <= bytes) return name;
  const [stem, extension] = split(name);
  const room = bytes - Buffer.byteLength(extension);
  let kept = '';
  for (const letter of stem) {
    const longer = kept + letter;
    if (longer.length + extension.length > units || Buffer.byteLength(longer) > room) break;
    kept = longer;
  }
  return kept.replace(TRAILING, '') + extension;
}

function split(name: string): readonly [stem: string, extension: string] {
  const extension = /(?<!^)\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? '';
  return [name.slice(0, name.length - extension.length), extension];
}
