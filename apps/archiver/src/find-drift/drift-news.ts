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
export function newsOf(told: Told, { shown, cleared, open }: Findings): readonly News[] {
  return [...driftNews(told, shown), ...clearedNews(told, cleared), ...openNews(told, open)];
}

const addressOf = ({ firm, document }: Told, matter: MatterId | null) => ({
  stream: documentStream(firm, document),
  firm,
  key: matterKey(firm, matter),
});

function driftNews(told: Told, shown: Shown | undefined): readonly News[] {
  if (shown === undefined || shown.drift === 'under-way') return [];
  const { document, story } = told;
  if (shown.drift !== null) {
    if (isToldDrift(shown.drift, story)) return [];
    const data = { ...shown.drift, document };
    return [{ ...addressOf(told, shown.drift.matter), name: 'DriftFound', data }];
  }
  const open = openDriftIn(story);
  if (open === undefined) return [];
  const { matter, kind, counterpart } = open.data;
  const { path, rev } = shown.file;
  const healed = { document, matter, drift: open.id, kind, counterpart, path, rev };
  return [
    {
      ...addressOf(told, matter),
      name: 'DriftHealed',
      data: { ...healed, how: 'found', handEdit: null },
    },
  ];
}

function clearedNews(told: Told, cleared: Obstacle | undefined): readonly News[] {
  if (cleared === undefined) return [];
  const { matter, conflict, path } = cleared;
  const data = { document: told.document, matter, conflict: conflict.id, path };
  return [{ ...addressOf(told, matter), name: 'PlaceCleared', data }];
}

function openNews(told: Told, copy: OpenCopy | undefined): readonly News[] {
  const refusal = copy?.refusal ?? null;
  if (copy === undefined || refusal === null) return [];
  const data = { ...copy, document: told.document, refusal };
  return [{ ...addressOf(told, copy.matter), name: 'OpenCopyFound', data }];
}
