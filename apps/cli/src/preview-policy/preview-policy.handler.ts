import type { FirmId, Policy } from '@counterpart/contracts';
import { customFieldsNamed, relocations, type FirmView, type RelocationPlan } from '@counterpart/placement';
import type { PolicyShelf } from '../apply-policy/apply-policy.ports.js';
import type { LiveFirms } from './preview-policy.ports.js';

/** What a policy would do to a firm as it stands. Nothing is written. */
export interface Preview {
  readonly firm: FirmId;
  /** Version in force, which the plan begins from. */
  readonly version: number;
  readonly counts: Readonly<Record<PreviewCount, number>>;
  /** Custom fields that the policy names and Clio was not asked for yet: for now they count as empty. */
  readonly unreadFields: readonly string[];
  readonly plan: RelocationPlan;
}

/** What is counted, in the order in which it is shown. */
export type PreviewCount =
  | 'matters'
  | 'documents'
  | 'folderMoves'
  | 'fileMoves'
  | 'documentsMoved'
  | 'documentsUnmoved'
  | 'versionsAlong'
  | 'copiesAlong'
  | 'intoRestricted'
  | 'outOfRestricted'
  | 'collisions'
  | 'leftOut'
  | 'arrivals'
  | 'unmapped'
  | 'inFlight';

/** Runs a policy over a firm’s live state. */
export async function previewPolicy(
  ports: { readonly shelf: PolicyShelf; readonly firms: LiveFirms },
  firm: FirmId,
  policy: Policy,
): Promise<Preview> {
  const { current } = await ports.shelf.of(firm);
  const view = await ports.firms.whole(firm);
  const plan = relocations(current, policy, view);
  return {
    firm,
    version: current.version,
    counts: countsOf(view, plan),
    unreadFields: unreadFields(view, policy),
    plan,
  };
}

function countsOf(view: FirmView, plan: RelocationPlan): Preview['counts'] {
  const { moves } = plan;
  return {
    matters: view.matters.size,
    documents: view.documents.size,
    folderMoves: moves.filter(({ kind }) => kind === 'folder').length,
    fileMoves: moves.filter(({ kind }) => kind === 'file').length,
    documentsMoved: new Set(moves.flatMap(({ documents }) => documents)).size,
    documentsUnmoved: plan.unmoved,
    versionsAlong: plan.along.filter(({ what }) => what === 'version').length,
    copiesAlong: plan.along.filter(({ what }) => what === 'copy').length,
    intoRestricted: moves.filter(({ access }) => access === 'into-restricted').length,
    outOfRestricted: moves.filter(({ access }) => access === 'out-of-restricted').length,
    collisions: plan.collisions.length,
    leftOut: plan.leftOut.length,
    arrivals: plan.arrivals.length,
    unmapped: plan.unmapped.length,
    inFlight: plan.inFlight.length,
  };
}

/** A field that no matter was told with was not asked for: its rules cannot be seen at work yet. */
function unreadFields(view: FirmView, policy: Policy): readonly string[] {
  const read = new Set<string>();
  for (const { snapshot } of view.matters.values()) {
    for (const { name } of snapshot.customFields ?? []) read.add(name);
  }
  return view.matters.size === 0 ? [] : customFieldsNamed(policy).filter((name) => !read.has(name));
}
