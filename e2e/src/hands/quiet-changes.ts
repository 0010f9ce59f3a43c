import { loadFirm, type Stack } from '@counterpart/local';
import type { EventName } from '@counterpart/contracts';
import { seededChance } from '../chance.js';
import type { ClioHand } from './clio-hand.js';
import type { ClioView } from '../observe/clio.js';

/** A change that was made in Clio, and the fact that tells of it. */
export interface Change {
  readonly fact: EventName;
  /** Clio’s id of the document or matter. */
  readonly subject: string;
}

/** Documents by what happens to them while nobody is told. */
export interface Cast {
  readonly versions: readonly string[];
  readonly renamed: readonly { readonly id: string; readonly name: string }[];
  readonly trashed: readonly string[];
  readonly restored: readonly string[];
}

/** Draws who plays what: a tenth of the documents each, at least one, nobody twice. */
export async function draw(clio: ClioView, seed: number): Promise<Cast> {
  const chance = seededChance(seed);
  const documents = (await clio.documents())
    .filter(({ size }) => size > 0)
    .map((document) => ({ document, lot: chance() }))
    .toSorted((a, b) => a.lot - b.lot)
    .map(({ document }) => document);
  const share = Math.max(1, Math.floor(documents.length / 10));
  const part = (index: number) => documents.slice(index * share, (index + 1) * share);
  const ids = (index: number): readonly string[] => part(index).map(({ id }) => id);
  return { versions: ids(0), renamed: part(1), trashed: ids(2), restored: ids(3) };
}

/** Changes Clio in every way, and tells which facts must come of it. */
export async function changeQuietly(
  stack: Stack,
  { clio, hand, cast, seed }: { clio: ClioView; hand: ClioHand; cast: Cast; seed: number },
): Promise<readonly Change[]> {
  const before = new Set((await clio.documents()).map(({ id }) => id));
  const changes: Change[] = [];
  const note = (fact: EventName, subject: string): void => void changes.push({ fact, subject });
  for (const id of cast.versions) {
    await hand.addVersion(id, Buffer.from(`second version of ${id}, seed ${seed}`));
    note('DocumentVersionAdded', id);
  }
  for (const { id, name } of cast.renamed) {
    await hand.rename(id, `${name} (final)`);
    note('DocumentChanged', id);
  }
  for (const id of cast.trashed) {
    await hand.trash(id);
    note('DocumentTrashed', id);
  }
  for (const id of cast.restored) {
    await hand.restore(id);
    note('DocumentRestored', id);
  }
  const [matter] = await clio.matters();
  if (matter !== undefined) {
    await hand.describe(matter, `Described anew, seed ${seed}`);
    note('MatterChanged', matter);
  }
  await loadFirm(stack, { documents: cast.versions.length, seed: seed + 1 });
  const after = await clio.documents();
  const back = new Set(cast.restored);
  for (const { id } of after.filter((one) => !before.has(one.id) && !back.has(one.id))) {
    note('DocumentAdded', id);
  }
  return changes;
}
