import type { Event, EventId } from '@counterpart/contracts';

/** Where one routed version stands, folded from its document’s stream. */
export type UploadSituation = 'unanswered' | 'staged' | 'settled';

/** Folds the stream with respect to one routing decision; events of other decisions do not matter. */
export function situationOf(routed: EventId, story: readonly Event[]): UploadSituation {
  return story.reduce<UploadSituation>((situation, event) => {
    switch (event.name) {
      case 'DocumentStaged':
        return event.data.routed === routed ? 'staged' : situation;
      case 'DocumentMirrored':
      case 'PlacementConflictFound':
      case 'StagingLost':
      case 'SourceMissing':
        return event.data.routed === routed ? 'settled' : situation;
      default:
        return situation;
    }
  }, 'unanswered');
}
