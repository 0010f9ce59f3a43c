import {
  documentStream,
  matterKey,
  type Event,
  type EventData,
  type RestrictedPlace,
} from '@counterpart/contracts';
import type { NewEvent } from '@counterpart/event-store';
import type { CommitJudgement } from '../upload/judge-commit.js';
import { placementPath } from '../upload/placement-path.js';
import type { Sealed } from './commit-staged.ports.js';

/** What a staged document came to. */
export interface Outcome {
  readonly judgement: CommitJudgement;
  /** Ways into its file that were closed, where it is privileged and came into place. */
  readonly sealed: Sealed | null;
}

/** What is recorded of an outcome; none where there is none yet. */
export function outcomeEvents(
  { data, firm }: Event<'DocumentStaged'>,
  { judgement, sealed }: Outcome,
): readonly NewEvent[] {
  const { document, matter, routed, versionNumber } = data;
  const about = { document, matter, routed, versionNumber };
  const address = { stream: documentStream(firm, document), firm, key: matterKey(firm, matter) };
  const told = eventOf(data, about, judgement);
  const events = told === undefined ? [] : [{ ...address, ...told }];
  const { restricted } = data;
  if (judgement.kind !== 'mirrored' || restricted === undefined || sealed === null) return events;
  const { path, id: counterpart } = judgement.file;
  const locked = { ...about, proof: restricted.proof, path, counterpart, ...sealed };
  return [...events, { ...address, name: 'DocumentLockedAway', data: locked }];
}

type About = Pick<EventData<'DocumentStaged'>, 'document' | 'matter' | 'routed' | 'versionNumber'>;

/** An event without its address. */
type Told = {
  [Name in NewEvent['name']]: { readonly name: Name; readonly data: EventData<Name> };
}[NewEvent['name']];

function eventOf(
  data: EventData<'DocumentStaged'>,
  about: About,
  judgement: CommitJudgement,
): Told | undefined {
  switch (judgement.kind) {
    case 'mirrored': {
      const { file, how } = judgement;
      const { namespace, size, contentHash, sha256 } = data;
      const place = { namespace, path: file.path, counterpart: file.id, rev: file.rev };
      return { name: 'DocumentMirrored', data: { ...about, ...place, size, contentHash, sha256, how } };
    }
    case 'conflict': {
      const { found, file } = judgement;
      const seen = { foundRev: file?.rev ?? null, foundContentHash: file?.contentHash ?? null };
      const path = placementPath(data.placement);
      const { contentHash } = data;
      return { name: 'PlacementConflictFound', data: { ...about, path, found, ...seen, contentHash } };
    }
    case 'lost': {
      const { reason, left: file } = judgement;
      const left = file === null ? null : { counterpart: file.id, rev: file.rev };
      return { name: 'StagingLost', data: { ...about, attempt: data.attempt, reason, left } };
    }
    case 'unproven': {
      const { proof } = requireRestricted(data);
      const deviations = [...judgement.deviations];
      return {
        name: 'RestrictedPlacementRefused',
        data: { ...about, attempt: data.attempt, proof, deviations },
      };
    }
    case 'marked':
      return {
        name: 'OpenPlacementRefused',
        data: { ...about, attempt: data.attempt, why: judgement.why },
      };
    case 'refused':
    case 'no-room':
    case 'again':
      return undefined;
  }
}

function requireRestricted({ restricted }: EventData<'DocumentStaged'>): RestrictedPlace {
  if (restricted === undefined) throw new TypeError('only a restricted place is proven');
  return restricted;
}
