import {
  documentStream,
  matterKey,
  matterStream,
  type DocumentSnapshot,
  type EventData,
  type FirmId,
  type MatterSnapshot,
  type StreamName,
} from '@counterpart/contracts';
import type { DocumentFact, SeenDocument, SeenVersion } from './detect-document.js';
import type { Restart } from './detect-restart.js';
import type { MatterFact } from './detect-matter.js';

type FactName = DocumentFact['name'] | MatterFact['name'] | 'MirroringRestarted' | 'EarlierVersionsFound';

/** A fact as it is told. */
export type FactEvent = {
  [Name in FactName]: {
    readonly name: Name;
    readonly stream: StreamName;
    readonly firm: FirmId;
    readonly key: string;
    readonly data: EventData<Name>;
  };
}[FactName];

export function documentEvent(firm: FirmId, fact: DocumentFact, seen: SeenDocument): FactEvent {
  const { snapshot } = seen;
  const address = {
    stream: documentStream(firm, snapshot.id),
    firm,
    key: matterKey(firm, snapshot.matter),
  };
  switch (fact.name) {
    case 'DocumentTrashed':
      return {
        ...address,
        name: fact.name,
        data: { document: snapshot.id, matter: snapshot.matter, trashedAt: fact.trashedAt },
      };
    case 'DocumentChanged':
      return {
        ...address,
        name: fact.name,
        data: { document: { ...snapshot, ...fact.of }, changed: [...fact.changed] },
      };
    default:
      return { ...address, name: fact.name, data: { document: { ...snapshot, ...fact.of } } };
  }
}

export function earlierEvent(
  firm: FirmId,
  { id: document, matter }: Pick<DocumentSnapshot, 'id' | 'matter'>,
  found: readonly SeenVersion[],
): FactEvent {
  const address = { stream: documentStream(firm, document), firm, key: matterKey(firm, matter) };
  const versions = found.map(({ version, filename }) => ({ version, filename }));
  return { ...address, name: 'EarlierVersionsFound', data: { document, matter, versions } };
}

export function restartEvent(
  firm: FirmId,
  { id: document, matter }: Pick<DocumentSnapshot, 'id' | 'matter'>,
  restart: Restart,
): FactEvent {
  const address = { stream: documentStream(firm, document), firm, key: matterKey(firm, matter) };
  return { ...address, name: 'MirroringRestarted', data: { document, matter, ...restart } };
}

export function matterEvent(firm: FirmId, fact: MatterFact, seen: MatterSnapshot): FactEvent {
  const address = { stream: matterStream(firm, seen.id), firm, key: matterKey(firm, seen.id) };
  if (fact.name === 'MatterChanged') {
    return { ...address, name: fact.name, data: { matter: seen, changed: [...fact.changed] } };
  }
  return { ...address, name: fact.name, data: { matter: seen } };
}
