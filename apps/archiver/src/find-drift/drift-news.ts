import {
  documentStream,
  matterKey,
  type DocumentId,
  type Event,
  type FirmId,
  type MatterId,
} from '@counterpart/contracts';
import type { NewEvent } from '@counterpart/event-store';
import type { Obstacle } from '../custody/conflict.js';
import { isToldDrift, openDriftIn, type Drift, type FileNow } from '../custody/drift.js';
import type { OpenCopy } from '../custody/open-copy.js';

/** A document and what was told of it. */
interface Told {
  readonly firm: FirmId;
  readonly document: DocumentId;
  readonly story: readonly Event[];
}

/**
 * What a look at one counterpart showed: how it differs, if it does, or the file that is as it should be. `under-way`: what is
 * different may be our own doing, whose outcome is not told yet.
 */
export type Shown =
  | { readonly drift: Drift }
  | { readonly drift: null; readonly file: FileNow }
  | { readonly drift: 'under-way' };

/** What a second look can come to. */
export type News =
  NewEvent<'DriftFound'> | NewEvent<'DriftHealed'> | NewEvent<'PlaceCleared'> | NewEvent<'OpenCopyFound'>;

/** What is wrong, of that. */
export const TOLD_OF: ReadonlySet<News['name']> = new Set(['DriftFound', 'OpenCopyFound']);

/** What a look at a document found. */
export interface Findings {
  readonly shown: Shown | undefined;
  readonly cleared: Obstacle | undefined;
  readonly open: OpenCopy | undefined;
}

/** What is new about a document. */
export function newsOf(
  { firm, document, story }: Told,
  { shown, cleared, open: copy }: Findings,
): readonly News[] {
  const address = (matter: MatterId | null) => ({
    stream: documentStream(firm, document),
    firm,
    key: matterKey(firm, matter),
  });
  const news: News[] = [];
  const open = openDriftIn(story);
  const drift = shown?.drift;
  if (typeof drift === 'object' && drift !== null && !isToldDrift(drift, story)) {
    news.push({ ...address(drift.matter), name: 'DriftFound', data: { ...drift, document } });
  }
  if (shown?.drift === null && open !== undefined) {
    const { matter, kind, counterpart } = open.data;
    const { path, rev } = shown.file;
    const data = { document, matter, drift: open.id, kind, counterpart, path, rev };
    news.push({ ...address(matter), name: 'DriftHealed', data: { ...data, how: 'found', handEdit: null } });
  }
  if (cleared !== undefined) {
    const { matter, conflict, path } = cleared;
    news.push({
      ...address(matter),
      name: 'PlaceCleared',
      data: { document, matter, conflict: conflict.id, path },
    });
  }
  const refusal = copy?.refusal ?? null;
  if (copy !== undefined && refusal !== null) {
    news.push({ ...address(copy.matter), name: 'OpenCopyFound', data: { ...copy, document, refusal } });
  }
  return news;
}
