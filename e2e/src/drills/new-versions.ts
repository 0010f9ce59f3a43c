import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { MirroredFile } from '../compare/compare.js';
import { ObservationFailed } from '../observe/get-json.js';
import { seededChance } from './chance.js';

/** A document that gets new versions, and the file that it lies in. */
export interface Subject {
  readonly document: string;
  readonly name: string;
  readonly file: MirroredFile;
}

/** Where documents are revised, and files edited by hand. */
export interface Offices {
  readonly clio: string;
  readonly clioToken: string;
  readonly dropbox: string;
}

const Target = z.object({
  data: z.object({
    latest_document_version: z.object({
      uuid: z.string(),
      put_url: z.string(),
      put_headers: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  }),
});

/** Versions of a burst, and the one after which somebody edits the file in Dropbox. */
const VERSIONS = [2, 3, 4];
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
    await addVersion(offices, subject, Buffer.from(`${subject.name}, version ${version}\n`.repeat(50)));
    await wait(chance() * 3000);
    if (!isEdited || version !== EDITED_AFTER) continue;
    edit = Buffer.from(`${subject.name}, as somebody edited it in Dropbox\n`);
    const path = encodeURIComponent(subject.file.path);
    await ask(`${offices.dropbox}/_emulator/file?path=${path}`, { method: 'PUT', body: edit.toString() });
  }
  return edit;
}

/** Clio’s three steps for a new version: POST, PUT to the signed address, PATCH. */
async function addVersion(
  { clio, clioToken }: Offices,
  { document, name }: Subject,
  bytes: Buffer,
): Promise<void> {
  const headers = { authorization: `Bearer ${clioToken}`, 'content-type': 'application/json' };
  const fields = 'id,latest_document_version{uuid,put_url,put_headers}';
  const posted = await ask(`${clio}/api/v4/documents.json?fields=${fields}`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ data: { name, parent: { id: Number(document), type: 'Document' } } }),
  });
  const { latest_document_version: target } = Target.parse(await posted.json()).data;
  await ask(target.put_url, {
    method: 'PUT',
    headers: Object.fromEntries(target.put_headers.map((header) => [header.name, header.value])),
    body: bytes.toString(),
  });
  await ask(`${clio}/api/v4/documents/${document}.json`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify({ data: { uuid: target.uuid, fully_uploaded: true } }),
  });
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok)
    throw new ObservationFailed(`${url} answered ${response.status}: ${await response.text()}`);
  return response;
}
