import type { Event, EventData, EventId, MatterId } from '@counterpart/contracts';
import type { SeenFile } from './seen-file.js';

/** An open place that bytes of a document were sent to, while nobody has told that they came to lie there. */
interface Bound {
  readonly matter: MatterId;
  readonly versionNumber: number;
  readonly path: string;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
  /** The committer’s refusal; null while nothing is told. */
  readonly refusal: EventId | null;
}

/** What of a marked document lies open though the committer refused it; without a refusal, what may yet be told of. */
export type OpenCopy = Omit<EventData<'OpenCopyFound'>, 'document' | 'refusal'> & {
  readonly refusal: EventId | null;
};

/** A file as it was just seen at a path; undefined where none was. */
export type SeenAt = (path: string) => Promise<Omit<SeenFile, 'kind'> | undefined>;

/**
 * Bytes of a marked document at the open place that they were refused. Dropbox may finish a commit whose answer never came
 * after the committer looked for it: then nobody has told of the file. Content decides, not the name.
 */
export async function openCopyIn(story: readonly Event[], seenAt: SeenAt): Promise<OpenCopy | undefined> {
  const known = filesIn(story);
  for (const { path, contentHash, ...bound } of boundIn(story)) {
    const file = await seenAt(path);
    if (file === undefined || file.contentHash !== contentHash || known.has(file.id)) continue;
    return { ...bound, file: file.id, path: file.path, rev: file.rev, contentHash };
  }
  return undefined;
}

function boundIn(story: readonly Event[]): readonly Bound[] {
  const bound = new Map<string, Bound>();
  for (const event of story) {
    switch (event.name) {
      case 'DocumentStaged': {
        const { routed, matter, versionNumber, placement, contentHash, restricted } = event.data;
        const path = `${placement.folder}/${placement.name}`;
        if (restricted === undefined)
          bound.set(routed, { matter, versionNumber, path, contentHash, refusal: null });
        break;
      }
      case 'OpenPlacementRefused': {
        const refused = bound.get(event.data.routed);
        if (refused !== undefined) bound.set(event.data.routed, { ...refused, refusal: event.id });
        break;
      }
      case 'DocumentMirrored':
      case 'PlacementConflictFound':
      case 'StagingLost':
        bound.delete(event.data.routed);
        break;
      default:
    }
  }
  return [...bound.values()];
}

/** Counterparts, and copies that were told of. What is kept beside is not among them: a hand may move it there. */
const filesIn = (story: readonly Event[]): ReadonlySet<string> =>
  new Set(
    story.flatMap(({ name, data }) => {
      if (name === 'DocumentMirrored' || name === 'DriftHealed') return [data.counterpart];
      return name === 'OpenCopyFound' ? [data.file] : [];
    }),
  );
