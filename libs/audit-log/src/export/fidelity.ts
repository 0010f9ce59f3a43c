import type { Event } from '@counterpart/contracts';

/** What is known of the bytes at one end. */
interface Ends {
  readonly time: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly contentHash: string;
}

/** One version of a document that came into place: the bytes that left Clio beside the bytes in Dropbox. */
export interface Fidelity {
  readonly version: number;
  /** Undefined where the export does not hold how the bytes left Clio. */
  readonly leftClio: Ends | undefined;
  readonly inDropbox: Ends & {
    readonly path: string;
    /** Dropbox file id. */
    readonly file: string;
    readonly rev: string;
    readonly how: 'written' | 'recognised';
  };
  /** Both hashes and the size are the same at both ends. */
  readonly same: boolean;
}

/** Every version that came into place, in the order of the story. */
export function fidelityOf(events: readonly Event[], document: string): readonly Fidelity[] {
  const staged = new Map<string, Ends>();
  const found: Fidelity[] = [];
  for (const event of events) {
    if (event.name === 'DocumentStaged' && event.data.document === document) {
      staged.set(event.data.routed, endsOf(event));
    }
    if (event.name === 'DocumentMirrored' && event.data.document === document) {
      found.push(compare(staged.get(event.data.routed), event));
    }
  }
  return found;
}

function compare(leftClio: Ends | undefined, event: Event<'DocumentMirrored'>): Fidelity {
  const { path, counterpart: file, rev, how, versionNumber: version } = event.data;
  const inDropbox = { ...endsOf(event), path, file, rev, how };
  const same =
    leftClio !== undefined &&
    leftClio.sha256 === inDropbox.sha256 &&
    leftClio.contentHash === inDropbox.contentHash &&
    leftClio.size === inDropbox.size;
  return { version, leftClio, inDropbox, same };
}

const endsOf = ({ time, data }: Event<'DocumentStaged' | 'DocumentMirrored'>): Ends => ({
  time,
  size: data.size,
  sha256: data.sha256,
  contentHash: data.contentHash,
});
