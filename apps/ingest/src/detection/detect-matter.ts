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

function changedDetails(told: MatterSnapshot, seen: MatterSnapshot): readonly string[] {
  const details: readonly (readonly [string, (matter: MatterSnapshot) => unknown])[] = [
    ['displayNumber', (matter) => matter.displayNumber],
    ['client', (matter) => matter.client?.name],
    ['practiceArea', (matter) => matter.practiceArea?.name],
    ['responsibleAttorney', (matter) => matter.responsibleAttorney?.id],
  ];
  return details.filter(([, read]) => read(told) !== read(seen)).map(([name]) => name);
}
