import type { Event, EventData, MatterId } from '@counterpart/contracts';

/** A counterpart as it was mirrored last. */
export interface Mirrored {
  readonly matter: MatterId | null;
  readonly counterpart: string;
  readonly path: string;
  readonly rev: string;
  readonly contentHash: string;
}

/** A file as Dropbox shows it now. */
export interface FileNow {
  readonly path: string;
  readonly rev: string;
  readonly contentHash: string;
}

export type Drift = Omit<EventData<'DriftFound'>, 'document'>;

/** The counterpart that a document’s stream tells; undefined before the first. A file that was put back may bear another id. */
export function mirroredIn(story: readonly Event[]): Mirrored | undefined {
  return story.reduce<Mirrored | undefined>((known, event) => {
    if (event.name === 'DocumentMirrored') {
      const { matter, counterpart, path, rev, contentHash } = event.data;
      return { matter, counterpart, path, rev, contentHash };
    }
    if (event.name !== 'DriftHealed' || known === undefined) return known;
    const { counterpart, rev } = event.data;
    return { ...known, counterpart, rev };
  }, undefined);
}

/**
 * What somebody made of a counterpart by hand.
 * @param isOurPlace whether it lies at a path that was given to this document: what we moved ourselves does
 */
export function judgeDrift(mirrored: Mirrored, now: FileNow | null, isOurPlace: boolean): Drift | undefined {
  const { matter, counterpart, path, contentHash } = mirrored;
  const about = { matter, counterpart, mirrored: path };
  if (now === null) return { ...about, kind: 'deleted', found: null };
  if (now.contentHash !== contentHash) return { ...about, kind: 'edited', found: fileOf(now) };
  return isOurPlace ? undefined : { ...about, kind: 'moved', found: fileOf(now) };
}

const fileOf = ({ path, rev, contentHash }: FileNow): FileNow => ({ path, rev, contentHash });

/** After any of these what is different is told anew. */
const SETTLES: ReadonlySet<Event['name']> = new Set(['DocumentMirrored', 'Relocated', 'DriftHealed']);

/** The same was told since the counterpart was mirrored, moved or put back last. */
export function isToldDrift(drift: Drift, story: readonly Event[]): boolean {
  const settled = story.findLastIndex(({ name }) => SETTLES.has(name));
  return story
    .slice(settled + 1)
    .some(
      (event) =>
        event.name === 'DriftFound' &&
        event.data.kind === drift.kind &&
        event.data.found?.path === drift.found?.path &&
        event.data.found?.contentHash === drift.found?.contentHash,
    );
}

/** What was told last and neither put back nor overtaken by a version or a move of ours. */
export function openDriftIn(story: readonly Event[]): Event<'DriftFound'> | undefined {
  return story.reduce<Event<'DriftFound'> | undefined>((open, event) => {
    switch (event.name) {
      case 'DriftFound':
        return event;
      case 'DriftHealed':
      case 'DocumentMirrored':
        return undefined;
      case 'Relocated': {
        const isIt = open?.data.kind === 'moved' && event.data.counterpart === open.data.counterpart;
        return isIt ? undefined : open;
      }
      default:
        return open;
    }
  }, undefined);
}
