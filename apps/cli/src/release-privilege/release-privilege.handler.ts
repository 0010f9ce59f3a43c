import type { DocumentId } from '@counterpart/contracts';
import { privilegedBy } from '@counterpart/placement';
import type { Confirmation, ReleaseDesk, ReleaseGround } from './release-privilege.ports.js';

/** `still-marked`: the policy marks it; only its mark in Clio decides that. Nothing was recorded. */
export type Released =
  | { readonly outcome: 'released'; readonly document: DocumentId }
  | { readonly outcome: 'unknown'; readonly document: DocumentId }
  | { readonly outcome: 'still-marked'; readonly document: DocumentId; readonly by: string };

/** Confirms that a document which is not marked any more may leave the restricted folder. */
export async function releasePrivilege(desk: ReleaseDesk, confirmation: Confirmation): Promise<Released> {
  const { document } = confirmation;
  let released: Released = { outcome: 'unknown', document };
  await desk.confirm(confirmation, (ground) => {
    released = judge(ground, document);
    if (released.outcome !== 'released') return null;
    return { matter: ground.view.documents.get(document)?.snapshot.matter ?? null };
  });
  return released;
}

function judge({ policy, view }: ReleaseGround, document: DocumentId): Released {
  const known = view.documents.get(document);
  if (known === undefined) return { outcome: 'unknown', document };
  const { matter } = known.snapshot;
  const ofMatter = matter === null ? undefined : view.matters.get(matter);
  const mark = ofMatter === undefined ? null : privilegedBy(policy, ofMatter.snapshot, known.snapshot);
  return mark === null
    ? { outcome: 'released', document }
    : { outcome: 'still-marked', document, by: mark.rule };
}
