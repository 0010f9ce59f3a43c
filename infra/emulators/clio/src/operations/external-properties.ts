import { invalidArgument, notFound } from '../api-error.js';
import type { FirmBook } from '../state/firm-book.js';
import type { ExternalProperty } from '../state/records.js';

/** Clio keeps at most five external properties per document or folder. */
const MAX_PROPERTIES = 5;

/** A property to add (no id), to change (id) or to remove (id and `_destroy`). */
export interface PropertyChange {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  readonly _destroy?: boolean | undefined;
}

/** Applies the changes in order. Throws 404 for an unknown id, 422 for a sixth property. */
export function applyProperties(
  book: FirmBook,
  owner: { externalProperties: ExternalProperty[] },
  changes: readonly PropertyChange[],
): void {
  const kept = [...owner.externalProperties];
  for (const change of changes) applyOne(book, kept, change);
  if (kept.length > MAX_PROPERTIES) {
    throw invalidArgument(`at most ${MAX_PROPERTIES} external properties are allowed`);
  }
  owner.externalProperties = kept;
}

function applyOne(book: FirmBook, kept: ExternalProperty[], change: PropertyChange): void {
  if (change.id === undefined) {
    kept.push({ ...book.properties.stamp(), name: change.name ?? '', value: change.value ?? '' });
    return;
  }
  const index = kept.findIndex((property) => property.id === change.id);
  const found = kept[index];
  if (found === undefined) throw notFound();
  if (change._destroy === true) kept.splice(index, 1);
  else {
    const next = { ...found, name: change.name ?? found.name, value: change.value ?? found.value };
    book.properties.touch(next);
    kept[index] = next;
  }
}
