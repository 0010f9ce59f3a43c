import type { ClosingAction, Event, EventData, Policy } from '@counterpart/contracts';
import type { NewEvent } from '@counterpart/event-store';
import { closedFolder } from '@counterpart/placement';
import type { MatterCourse } from '../routing/matter/matter-course.js';
import type { ClosingStep } from '../routing/closing/next-closing-step.js';

type Closings =
  'ClosingHeldUp' | 'ClosingEnded' | 'ArchivingBegun' | 'MatterArchived' | 'PlacementReviewRequested';
type Told = { readonly [Name in Closings]: Pick<NewEvent<Name>, 'name' | 'data'> }[Closings];

/** Unsettled documents that are told by name. */
const NAMED = 50;

/** What a step tells; nothing for one that only waits. */
export function closingEvents({
  policy,
  course,
  begun,
  step,
}: {
  readonly policy: Policy;
  readonly course: MatterCourse;
  readonly begun: Event<'ClosingBegun'>;
  readonly step: ClosingStep;
}): readonly Told[] {
  const { matter, closing, action } = begun.data;
  switch (step.kind) {
    case 'wait':
    case 'move-folder':
      return [];
    case 'end':
      return [{ name: 'ClosingEnded', data: { matter, closing, how: step.how } }];
    case 'hold-up': {
      const { because, missing } = step;
      const told = {
        because,
        missing: missing.slice(0, NAMED),
        unsettled: missing.length,
        ...refusalIn(course, because),
      };
      const asked = { name: 'ClosingHeldUp', data: { matter, closing, ...told } } as const;
      // What waited while the matter was packed goes on.
      const review = {
        name: 'PlacementReviewRequested',
        data: { matter, because: 'matter-changed' },
      } as const;
      return letsDocumentsGo(because, action) ? [asked, review] : [asked];
    }
    case 'begin-archiving':
      return [archivingBegun(policy, course, begun, step.documents)];
    case 'archived': {
      const zips = course.closing?.archives ?? [];
      const archives = zips.length > 0 ? zips : [{ path: course.folder ?? '', access: 'open' as const }];
      return [
        { name: 'MatterArchived', data: { matter, closing, action, documents: step.documents, archives } },
      ];
    }
  }
}

/** Why it was not packed, where that is what holds it up. */
function refusalIn(
  { closing }: MatterCourse,
  because: EventData<'ClosingHeldUp'>['because'],
): Pick<EventData<'ClosingHeldUp'>, 'refusal'> {
  const refusal = closing?.refusal ?? null;
  return because === 'archive-refused' && refusal !== null ? { refusal } : {};
}

/** Whether the matter may have been waiting for its ZIP, and does no more. */
const letsDocumentsGo = (because: EventData<'ClosingHeldUp'>['because'], action: ClosingAction): boolean =>
  because === 'archive-refused' || (because === 'legal-hold' && action === 'zip');

function archivingBegun(
  policy: Policy,
  { snapshot, folder: from }: MatterCourse,
  { time, data: { matter, closing, action } }: Event<'ClosingBegun'>,
  documents: number,
): Told {
  if (snapshot === null || from === null) throw new TypeError('what has a counterpart has a folder');
  const { value: to, why } = closedFolder(policy, snapshot, { action, from, closedOn: time.slice(0, 10) });
  const data = { matter, closing, action, documents, from, to, policyVersion: policy.version, why: [...why] };
  return { name: 'ArchivingBegun', data };
}
