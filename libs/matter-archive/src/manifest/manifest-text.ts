import { canonicalJson } from '@counterpart/contracts';
import type { ArchiveSource } from '../archive-source.js';
import { OWN_FOLDER } from '../naming/path-register.js';
import { GrowingText } from './growing-text.js';
import { MANIFEST_FORMAT, type Manifest, type ManifestEntry } from './manifest.js';
import { textSource } from './text-source.js';

export const MANIFEST_PATH = `${OWN_FOLDER}/manifest.json`;

/** The manifest as it grows, file by file, in canonical JSON: an object’s members stand in the order of their names. */
export class ManifestText {
  readonly #entries = new GrowingText();
  #comma = '';

  add(entry: ManifestEntry): void {
    this.#entries.add(this.#comma + canonicalJson(entry));
    this.#comma = ',';
  }

  /** The whole, with its SHA-256. */
  source(rest: Omit<Manifest, 'format' | 'entries'>): {
    readonly source: ArchiveSource;
    readonly sha256: string;
  } {
    const { audit, before, createdAt, subject } = rest;
    const log = audit === undefined ? '' : `"audit":${canonicalJson(audit)},`;
    const head = `{${log}"before":${canonicalJson(before)},"createdAt":${canonicalJson(createdAt)},"entries":[`;
    const tail = `],"format":${canonicalJson(MANIFEST_FORMAT)},"subject":${canonicalJson(subject)}}`;
    const entries = this.#entries;
    return textSource(MANIFEST_PATH, createdAt, function* pieces() {
      yield Buffer.from(head);
      yield* entries.pieces();
      yield Buffer.from(tail);
    });
  }
}
