import type { DocumentSnapshot, MatterSnapshot, Policy, SkipReason } from '@counterpart/contracts';
import { legalName, splitExtension, withSuffix } from './legal-name.js';

/**
 * Longest path we make, in UTF-16 units. Windows programs stop at 260 with the drive and the Dropbox folder in
 * front (help.dropbox.com, “file names”).
 */
const MAX_PATH = 240;
const MAX_MATTER_FOLDER = 80;
const MIN_NAME = 60;

/** Where a document belongs, before other documents’ claims on the same name are looked at. */
export interface Wish {
  readonly folder: string;
  readonly name: string;
}

/** The folder a matter wishes for: the policy’s template below its root. */
export function matterFolder(policy: Policy, matter: MatterSnapshot): string {
  const values = new Map([
    ['MatterNumber', matter.displayNumber],
    ['Client', matter.client?.name ?? 'No client'],
  ]);
  // Each value is made legal by itself: a slash in a client’s name must not become a folder.
  const filled = policy.matterFolder.replaceAll(
    /\{(\w+)\}/g,
    (whole, field: string) => values.get(field)?.trim() ?? whole,
  );
  return `${policy.root}/${legalName(filled, MAX_MATTER_FOLDER)}`;
}

/** The subfolder of a category; categories that are not mapped share the policy’s named default. */
export function categoryFolder(policy: Policy, category: string | null): string {
  const isMapped = category !== null && Object.hasOwn(policy.categories, category);
  const mapped = isMapped ? policy.categories[category] : undefined;
  return legalName(mapped ?? policy.unmapped);
}

/** Every folder a matter starts with. */
export function scaffold(policy: Policy, folder: string): readonly string[] {
  const below = [...Object.values(policy.categories), policy.unmapped].map((name) => legalName(name));
  return [folder, ...new Set(below.map((name) => `${folder}/${name}`))];
}

/** Why a version is not mirrored; undefined where it is. */
export function skipReason(policy: Policy, document: DocumentSnapshot): SkipReason | undefined {
  if (document.matter === null) return 'NO_MATTER';
  if (document.version.size === 0) return 'EMPTY_PLACEHOLDER';
  if (isPrivileged(policy, document)) return 'PRIVILEGED_HELD';
  return undefined;
}

function isPrivileged(policy: Policy, document: DocumentSnapshot): boolean {
  const category = document.category?.name.trim().toLowerCase();
  return policy.privilegedCategories.some((name) => name.toLowerCase() === category);
}

/** Folder and file name a document wishes for within its matter’s folder. */
export function wish(policy: Policy, folderOfMatter: string, document: DocumentSnapshot): Wish {
  const folder = `${folderOfMatter}/${categoryFolder(policy, document.category?.name ?? null)}`;
  return { folder, name: legalName(fileName(document), nameRoom(folder)) };
}

/** Clio’s display name may lack the extension that the uploaded file had. */
function fileName(document: DocumentSnapshot): string {
  const [, shown] = splitExtension(document.name);
  const [, uploaded] = splitExtension(document.filename ?? '');
  return shown === '' ? `${document.name}${uploaded}` : document.name;
}

function nameRoom(folder: string): number {
  return Math.max(MIN_NAME, MAX_PATH - folder.length - 1);
}

/**
 * The names to try, in order: the plain one, then the one with the owner’s Clio id. The id is unique, so the
 * second is free unless somebody else’s plain name happens to read so; then a counter decides.
 */
export function* candidates(name: string, ownerId: string, folder: string): Generator<string, never> {
  yield name;
  yield withSuffix(name, ` (${ownerId})`, nameRoom(folder));
  for (let count = 2; ; count += 1) yield withSuffix(name, ` (${ownerId}-${count})`, nameRoom(folder));
}
