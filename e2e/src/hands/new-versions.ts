import { extname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { MirroredFile } from '../compare/compare.js';
import type { DropboxView } from '../observe/dropbox.js';
import { ObservationFailed } from '../observe/get-json.js';
import type { System } from '../verify.js';
import { seededChance } from '../chance.js';
import type { ClioHand } from './clio-hand.js';

/** A document that gets new versions, and the file that it lies in. */
export interface Subject {
  readonly document: string;
  readonly file: MirroredFile;
}

/** The first of the documents that lie in Dropbox already, with their files. */
export async function subjectsIn({ dropbox, trail }: System, most: number): Promise<readonly Subject[]> {
  const [files, { trail: entries }] = [await dropbox.files(), await trail.mirrored()];
  const byId = new Map(files.map((file) => [file.id, file]));
  return entries
    .flatMap(({ document, counterpart }) => {
      const file = byId.get(counterpart);
      return file === undefined ? [] : [{ document, file }];
    })
    .slice(0, most);
}

/** Makes documents of which webhooks tell only when they have their third version: the first two are to be kept, too. */
export async function bearUnseen(
  { clio }: Pick<System, 'clio'>,
  hand: Pick<ClioHand, 'addDocument' | 'addVersion'>,
  names: readonly string[],
): Promise<void> {
  const [like] = (await clio.documents()).filter(({ size }) => size > 0);
  const matter = (await clio.matterList()).find(({ displayNumber }) => displayNumber === like?.matterNumber);
  if (matter === undefined) throw new ObservationFailed('no document lies in a matter');
  const category = like?.category ?? undefined;
  const of = (name: string, version: number) => Buffer.from(`${name}, version ${version}\n`.repeat(50));
  await clio.blackout(true);
  const born: (readonly [id: string, name: string])[] = [];
  for (const name of names) {
    const wish = { name: `${name}.txt`, bytes: of(name, 1), ...(category === undefined ? {} : { category }) };
    const id = await hand.addDocument(matter.id, wish);
    await hand.addVersion(id, of(name, 2));
    born.push([id, name]);
  }
  await clio.blackout(false);
  for (const [id, name] of born) await hand.addVersion(id, of(name, 3));
}

/** Where documents are revised, and files edited by hand. */
export interface Offices {
  readonly clio: Pick<ClioHand, 'addVersion'>;
  readonly dropbox: Pick<DropboxView, 'put'>;
}

/** Versions of a burst, and the one after which somebody edits the file in Dropbox. */
export const VERSIONS = [2, 3, 4];
const EDITED_AFTER = 2;

/**
 * Gives a document three new versions, faster than they are mirrored; where `isEdited`, somebody edits the file by hand
 * in the midst of it.
 * @returns what they made of it
 */
export async function revise(
  offices: Offices,
  subject: Subject,
  { seed, isEdited }: { readonly seed: number; readonly isEdited: boolean },
): Promise<Buffer | null> {
  const chance = seededChance(seed);
  let edit: Buffer | null = null;
  for (const version of VERSIONS) {
    const bytes = Buffer.from(`${subject.document}, version ${version}\n`.repeat(50));
    await offices.clio.addVersion(subject.document, bytes, `Version${extname(subject.file.path)}`);
    await wait(chance() * 3000);
    if (!isEdited || version !== EDITED_AFTER) continue;
    edit = Buffer.from(`${subject.document}, as somebody edited it in Dropbox\n`);
    await offices.dropbox.put(subject.file.path, edit.toString());
  }
  return edit;
}
