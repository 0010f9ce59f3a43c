import type { DocumentId, FirmId, MatterId, Reason, SkipReason } from '@counterpart/contracts';
import { place, type LiveDocument, type LiveMatter } from '@counterpart/placement';
import type { PolicyShelf } from '../apply-policy/apply-policy.ports.js';
import type { LiveFirms } from '../preview-policy/preview-policy.ports.js';

/** Why a document lies where it lies, or does not lie anywhere. */
export interface Explanation {
  readonly firm: FirmId;
  readonly document: DocumentId;
  readonly name: string;
  readonly matter: MatterId | null;
  readonly state: 'mirrored' | 'on its way' | 'not mirrored' | 'undecided';
  readonly path: string | null;
  /** Stream that holds the plain name, where the document’s has a suffix. */
  readonly heldBy: string | null;
  readonly copies: readonly string[];
  /** Prior versions, the ZIP of those that were rolled up, and what was edited by hand, wherever they lie. */
  readonly beside: readonly string[];
  /** Version of the policy that decided it, and the one in force. */
  readonly decidedUnder: number | null;
  readonly inForce: number;
  readonly skipped: SkipReason | null;
  readonly why: readonly Reason[];
  /** What the policy in force would say now, where that is something else: the folder, or the reason for none. */
  readonly nowWouldBe: string | null;
}

/** @returns undefined where nobody told of the document */
export async function explainDocument(
  ports: { readonly shelf: PolicyShelf; readonly firms: LiveFirms },
  firm: FirmId,
  id: DocumentId,
): Promise<Explanation | undefined> {
  const view = await ports.firms.around(firm, id);
  const document = view.documents.get(id);
  if (document === undefined) return undefined;
  const { current } = await ports.shelf.of(firm);
  const { snapshot } = document;
  const matter = snapshot.matter === null ? undefined : view.matters.get(snapshot.matter);
  return {
    firm,
    document: id,
    name: snapshot.name,
    matter: snapshot.matter,
    beside: view
      .companionsOf(id)
      .filter(({ kind }) => kind === 'version')
      .map(({ path }) => path),
    decidedUnder: document.policyVersion,
    inForce: current.version,
    ...placeOf(document),
    why: reasonsOf(document, matter),
    nowWouldBe: nowWouldBe(current, document, matter),
  };
}

type PlaceTold = Pick<Explanation, 'state' | 'path' | 'heldBy' | 'copies' | 'skipped'>;

function placeOf(document: LiveDocument): PlaceTold {
  const { placement, copies = [], skipped } = document;
  return {
    state: stateOf(document),
    path: placement && `${placement.folder}/${placement.name}`,
    heldBy: placement?.heldBy ?? null,
    copies: copies.map(({ folder, name }) => `${folder}/${name}`),
    skipped: skipped?.reason ?? null,
  };
}

function reasonsOf(document: LiveDocument, matter: LiveMatter | undefined): readonly Reason[] {
  if (document.skipped !== null) return document.skipped.why;
  return isOpen(document, matter) ? [...(matter?.why ?? []), ...document.why] : document.why;
}

function stateOf({ placement, mirrored, skipped }: LiveDocument): Explanation['state'] {
  if (skipped !== null) return 'not mirrored';
  if (placement === null) return 'undecided';
  return mirrored ? 'mirrored' : 'on its way';
}

/** The matter’s folder gave the place; a privileged document’s place has reasons of its own. */
const isOpen = ({ placement }: LiveDocument, matter: LiveMatter | undefined): boolean =>
  matter?.folder != null && placement?.folder.startsWith(`${matter.folder}/`) === true;

function nowWouldBe(
  policy: Parameters<typeof place>[0],
  { snapshot, placement, skipped }: LiveDocument,
  matter: LiveMatter | undefined,
): string | null {
  if (matter?.folder == null) return null;
  const now = place(policy, { snapshot: matter.snapshot, folder: matter.folder }, snapshot);
  if (now.kind === 'skip') return skipped?.reason === now.reason ? null : now.reason;
  return now.folder === placement?.folder || skipped !== null ? null : now.folder;
}
