import type { Event, MatterSnapshot } from '@counterpart/contracts';

/** A fact about a matter to tell. */
export type MatterFact =
  | { readonly name: 'MatterRegistered' | 'MatterClosed' | 'MatterReopened' }
  | { readonly name: 'MatterChanged'; readonly changed: readonly string[] };

/** Folds one event of the matter’s stream into the snapshot told last. */
export function evolveKnownMatter(latest: MatterSnapshot | null, event: Event): MatterSnapshot | null {
  switch (event.name) {
    case 'MatterRegistered':
    case 'MatterChanged':
    case 'MatterClosed':
    case 'MatterReopened':
      return event.data.matter;
    default:
      return latest;
  }
}

/** What a look at Clio means, given what has been told of the matter. */
export function detectMatter(told: MatterSnapshot | null, seen: MatterSnapshot): readonly MatterFact[] {
  if (told === null) return [{ name: 'MatterRegistered' }];
  if (seen.updatedAt < told.updatedAt) return [];
  const facts: MatterFact[] = [];
  const changed = changedDetails(told, seen);
  if (changed.length > 0) facts.push({ name: 'MatterChanged', changed });
  if (told.status !== 'Closed' && seen.status === 'Closed') facts.push({ name: 'MatterClosed' });
  if (told.status === 'Closed' && seen.status !== 'Closed') facts.push({ name: 'MatterReopened' });
  return facts;
}

/** What placing, closing and telling read of a matter. Closing and opening again are facts of their own. */
const DETAILS: readonly (readonly [name: string, read: (matter: MatterSnapshot) => unknown])[] = [
  ['displayNumber', (matter) => matter.displayNumber],
  ['number', (matter) => matter.number],
  ['customNumber', (matter) => matter.customNumber],
  ['clientReference', (matter) => matter.clientReference],
  ['description', (matter) => matter.description],
  ['status', (matter) => (matter.status === 'Closed' ? null : matter.status)],
  ['openDate', (matter) => matter.openDate],
  ['closeDate', (matter) => matter.closeDate],
  ['client', ({ client }) => [client?.id, client?.name, client?.firstName, client?.lastName, client?.type]],
  ['practiceArea', (matter) => matter.practiceArea?.name],
  ['responsibleAttorney', ({ responsibleAttorney: who }) => [who?.id, who?.name, who?.email]],
  ['stage', (matter) => matter.stage?.name],
  ['customFields', (matter) => matter.customFields?.map(({ name, value }) => [name, value])],
];

function changedDetails(told: MatterSnapshot, seen: MatterSnapshot): readonly string[] {
  const reopenedOrClosed = (told.status === 'Closed') !== (seen.status === 'Closed');
  return DETAILS.filter(([name, read]) => {
    if (name === 'status' && reopenedOrClosed) return false;
    return JSON.stringify(read(told) ?? null) !== JSON.stringify(read(seen) ?? null);
  }).map(([name]) => name);
}
