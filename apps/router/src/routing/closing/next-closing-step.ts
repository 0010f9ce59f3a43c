import type { EventData, UnsettledDocument } from '@counterpart/contracts';
import { liesWell } from '@counterpart/placement';
import type { Closing } from './closing-course.js';
import type { MatterCourse } from '../matter/matter-course.js';

/** What was found of a matter’s documents. */
export interface Survey {
  /** Documents that have a counterpart. */
  readonly documents: number;
  readonly missing: readonly UnsettledDocument[];
}

type Reason = EventData<'ClosingHeldUp'>['because'];

/** What is to happen next with a closing. */
export type ClosingStep =
  | { readonly kind: 'wait' }
  | { readonly kind: 'end'; readonly how: EventData<'ClosingEnded'>['how'] }
  /** It asks: it cannot go on by itself. */
  | { readonly kind: 'hold-up'; readonly because: Reason; readonly missing: Survey['missing'] }
  | { readonly kind: 'begin-archiving'; readonly documents: number }
  /** Its folder is to move; documents on their way may still hinder it. */
  | { readonly kind: 'move-folder' }
  | { readonly kind: 'archived'; readonly documents: number };

/** What a step is decided on. */
export interface ClosingScene {
  readonly matter: MatterCourse;
  /** Null while documents are on their way: nothing is surveyed then. */
  readonly survey: Survey | null;
  /** RFC 3339. */
  readonly now: string;
  /** Fewer matters of the firm are being archived than may be at once. */
  readonly isTurn: boolean;
}

const WAIT: ClosingStep = Object.freeze({ kind: 'wait' });

/** Decides the next step of a closing; null where the matter has none that goes on. */
export function nextClosingStep(scene: ClosingScene): ClosingStep | null {
  const { closing, onHold } = scene.matter;
  switch (closing?.stage) {
    case 'dropped':
      return { kind: 'end', how: 'reopened' };
    case 'settling':
      return onHold ? heldUp(closing, 'legal-hold') : settling(scene, closing);
    case 'archiving':
      return onHold ? heldWhileArchiving(closing) : archiving(scene, closing);
    case 'noting':
      return WAIT;
    default:
      return null;
  }
}

function settling(scene: ClosingScene, closing: Closing): ClosingStep {
  const { survey, isTurn } = scene;
  if (survey === null || survey.missing.length > 0) return patience(scene, closing);
  if (survey.documents === 0) return { kind: 'end', how: 'nothing-to-archive' };
  return isTurn ? { kind: 'begin-archiving', documents: survey.documents } : WAIT;
}

function archiving(scene: ClosingScene, closing: Closing): ClosingStep {
  const { matter, survey } = scene;
  if (matter.move !== null) return WAIT;
  if (closing.action === 'zip' && closing.packing !== 'packed') {
    return closing.packing === 'refused' ? heldUp(closing, 'archive-refused') : WAIT;
  }
  if (matter.refused) return heldUp(closing, 'folder-not-moved');
  if (!liesArchived(matter, closing)) return { kind: 'move-folder' };
  if (survey === null || survey.missing.length > 0) return patience(scene, closing);
  return { kind: 'archived', documents: survey.documents };
}

/** A ZIP that is being written is finished; one that is not begun is refused. Either answer is waited for. */
const heldWhileArchiving = (closing: Closing): ClosingStep =>
  closing.action === 'zip' && closing.packing === 'open' ? WAIT : heldUp(closing, 'legal-hold');

function liesArchived({ folder, snapshot }: MatterCourse, { archiving: to }: Closing): boolean {
  if (folder === null || snapshot === null || to === null) return false;
  return liesWell(folder, to.to.name, { id: snapshot.id, folder: to.to.folder });
}

/** It waits for its documents until its limit, then it asks, and goes on waiting. */
const patience = ({ survey, now }: ClosingScene, closing: Closing): ClosingStep =>
  now < closing.askAfter ? WAIT : heldUp(closing, 'documents-unsettled', survey?.missing ?? []);

/** It asks once for each thing that it waits for. */
const heldUp = (closing: Closing, because: Reason, missing: Survey['missing'] = []): ClosingStep =>
  closing.heldUp === because ? WAIT : { kind: 'hold-up', because, missing };
