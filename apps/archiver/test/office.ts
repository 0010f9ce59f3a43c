import {
  documentStream,
  EventId,
  firmStream,
  NamespaceId,
  type Event,
  type EventData,
} from '@counterpart/contracts';
import { DOCUMENT, FIRM, MATTER, startScene, type Scene, type TreeFile } from './scene.js';

export const FOLDER = '/Privileged';
export const OPEN = '/Matters/2026-0001-Reyes/Unsorted/Memo.pdf';
export const SHUT = `${FOLDER}/2026-0001/Memo.pdf`;

/** A restricted folder that was proven, and a document that lies open. */
export async function office() {
  const scene = await startScene();
  const { sharing, team } = scene.client;
  const group = (await team.groups()).find(({ name }) => name === 'Attorneys')?.id ?? '';
  const namespace = await sharing.restrict(FOLDER);
  await sharing.addGroup(namespace, group);
  const file = await scene.put(OPEN, 'secret');
  const proven = await scene.tell(firmStream(FIRM), 'RestrictedFolderProven', {
    folder: FOLDER,
    groupName: 'Attorneys',
    policyVersion: 0,
    namespace: NamespaceId.parse(namespace),
    group,
    owner: await sharing.account(),
    how: 'made',
    revokedLinks: 0,
  });
  return { ...scene, file, namespace, proven };
}

export type Office = Scene & { readonly file: TreeFile };

/** Decides a move of the document and has it carried out. @returns its outcome */
export async function move(
  scene: Office,
  [from, to]: readonly [string, string],
  details: Partial<EventData<'RelocationPlanned'>>,
): Promise<Event> {
  const cut = to.lastIndexOf('/');
  const planned = await scene.planned('RelocationPlanned', {
    matter: MATTER,
    document: DOCUMENT,
    counterpart: scene.file.id,
    from,
    to: { folder: to.slice(0, cut), name: to.slice(cut + 1), disambiguated: false },
    via: null,
    access: 'into-restricted',
    policyVersion: 0,
    why: [],
    ...details,
  });
  await scene.carryOut(planned);
  return scene.outcome(DOCUMENT);
}

/** The trail tells that the document was mirrored where it lies open. */
export async function mirrored(scene: Office): Promise<void> {
  const { id: counterpart, rev, size, hash, path } = scene.file;
  await scene.tell(documentStream(FIRM, DOCUMENT), 'DocumentMirrored', {
    document: DOCUMENT,
    matter: MATTER,
    routed: EventId.parse('00000000-0000-4000-8000-000000000002'),
    versionNumber: 1,
    namespace: NamespaceId.parse('3235641'),
    path,
    counterpart,
    rev,
    size,
    contentHash: hash,
    sha256: 'a'.repeat(64),
    how: 'written',
  });
}
