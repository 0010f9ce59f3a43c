import {
  MATTER_FIELDS,
  wordKey,
  type DocumentSnapshot,
  type FieldPart,
  type MatterSnapshot,
  type PlacedCopy,
  type Policy,
  type Reason,
  type SkipReason,
} from '@counterpart/contracts';
import { documentFilter, matterFilter } from './filters.js';
import { legalName } from './legal-name.js';
import { customValue, MATTER_VALUES } from './matter-values.js';
import { fileName, nameRoom } from './names.js';
import { privilegedBy } from './privileged.js';
import { renderFolder, type Told, type Values } from './render.js';
import { rulesOf } from './rules.js';

/** A matter and the folder that was claimed for it. */
export interface SettledMatter {
  readonly snapshot: MatterSnapshot;
  readonly folder: string;
}

/** Where a document belongs, before other documents’ claims on the same name are looked at. */
export interface Place {
  readonly kind: 'place';
  /** `restricted`: only below the policy’s privileged folder, and only once that is known to be shut. */
  readonly access: 'open' | 'restricted';
  readonly folder: string;
  readonly name: string;
  /** The document lies in the default subfolder because its category is not mapped; null where it is. */
  readonly unmapped: { readonly category: string | null } | null;
  /** Further places that take a copy of it. */
  readonly copies: readonly PlacedCopy[];
  readonly why: readonly Reason[];
}

/** Why a document is not mirrored. */
export interface Skip {
  readonly kind: 'skip';
  readonly reason: SkipReason;
  readonly why: readonly Reason[];
}

/** Decides where a document belongs, and why: the same policy, matter and document give the same place for ever. */
export function place(policy: Policy, matter: SettledMatter, document: DocumentSnapshot): Place | Skip {
  const left = skipOf(policy, matter.snapshot, document);
  if (left !== null) return left;
  const privileged = privilegedBy(policy, matter.snapshot, document);
  return privileged === null
    ? openPlace(policy, matter, document)
    : restrictedPlace(policy, matter, document, privileged);
}

/** The same for a document that lies in Dropbox already: a privileged one must not lie open, even where it is left out. */
export function placeOfMirrored(
  policy: Policy,
  matter: SettledMatter,
  document: DocumentSnapshot,
): Place | Skip {
  const placed = place(policy, matter, document);
  if (placed.kind === 'place') return placed;
  const privileged = privilegedBy(policy, matter.snapshot, document);
  return privileged === null ? placed : restrictedPlace(policy, matter, document, privileged);
}

/** Why a document is not mirrored; null where it is. */
export function skipOf(policy: Policy, matter: MatterSnapshot, document: DocumentSnapshot): Skip | null {
  const unfit = unfitness(document);
  if (unfit !== null) return unfit;
  const filter = matterFilter(policy, matter) ?? documentFilter(policy, document);
  return filter === null ? null : { kind: 'skip', reason: 'FILTERED', why: [filter] };
}

/** Why a document cannot be mirrored under any policy; null where it can. */
export function unfitness(document: DocumentSnapshot): Skip | null {
  if (document.matter === null) return skip('NO_MATTER', 'document.matter');
  return document.version.size === 0 ? skip('EMPTY_PLACEHOLDER', 'document.size') : null;
}

const skip = (reason: SkipReason, rule: string): Skip => ({
  kind: 'skip',
  reason,
  why: [{ rule, on: null, gives: 'not mirrored' }],
});

function openPlace(policy: Policy, matter: SettledMatter, document: DocumentSnapshot): Place {
  const subfolder = subfolderOf(policy, document.category?.name ?? null);
  const folder = `${matter.folder}/${subfolder.value}`;
  const name = nameIn(folder, document);
  const copy = copyOf(policy, matter.snapshot, document);
  return {
    kind: 'place',
    access: 'open',
    folder,
    name: name.value,
    unmapped: subfolder.mapped ? null : { category: document.category?.name ?? null },
    copies: copy === null ? [] : [copy.value],
    why: [...subfolder.why, ...name.why, ...(copy?.why ?? [])],
  };
}

/** Privileged documents of a matter lie side by side: categories inside would tell outsiders what there is. */
function restrictedPlace(
  policy: Policy,
  matter: SettledMatter,
  document: DocumentSnapshot,
  because: Reason,
): Place {
  const below = renderFolder(
    'privileged.matterFolder',
    rulesOf(policy).privilegedFolder,
    valuesOf(policy, matter.snapshot),
  );
  const folder = `${policy.privileged.folder}/${below.value}`;
  const name = nameIn(folder, document);
  return {
    kind: 'place',
    access: 'restricted',
    folder,
    name: name.value,
    unmapped: null,
    copies: [],
    why: [
      because,
      { rule: 'privileged.folder', on: null, gives: policy.privileged.folder },
      ...below.why,
      ...name.why,
    ],
  };
}

/** The subfolder of a category; categories that are not mapped share the policy’s named default. */
export function subfolderOf(
  policy: Policy,
  category: string | null,
): Told<string> & { readonly mapped: boolean } {
  const mapped = category === null ? undefined : rulesOf(policy).folderByCategory.get(wordKey(category));
  const value = legalName(mapped?.gives ?? policy.unmapped);
  const rule = mapped === undefined ? 'unmapped' : `categories.${mapped.name}`;
  return { value, mapped: mapped !== undefined, why: [{ rule, on: category, gives: value }] };
}

function nameIn(folder: string, document: DocumentSnapshot): Told<string> {
  const wished = fileName(document);
  const value = legalName(wished, nameRoom(folder));
  const why: Reason[] = [];
  if (wished !== document.name) why.push({ rule: 'name.extension', on: document.filename, gives: wished });
  if (value !== wished) why.push({ rule: 'name.legal', on: wished, gives: value });
  return { value, why };
}

/** A document that a client uploaded is copied once, as it came; it stays in its matter’s folder too. */
function copyOf(policy: Policy, matter: MatterSnapshot, document: DocumentSnapshot): Told<PlacedCopy> | null {
  if (!policy.clientUploads.enabled || document.creator !== 'client') return null;
  const below = renderFolder('clientUploads.folder', rulesOf(policy).uploadsFolder, valuesOf(policy, matter));
  const folder = `/${below.value}`;
  const name = legalName(fileName(document), nameRoom(folder));
  return {
    value: { purpose: 'client-upload', folder, name },
    why: [{ rule: 'clientUploads', on: 'uploaded by the client', gives: folder }, ...below.why],
  };
}

/** What a matter says to a template’s fields. */
export function valuesOf(policy: Policy, matter: MatterSnapshot): Values {
  return {
    valueOf: ({ field, custom }: FieldPart) => {
      if (custom !== null) return customValue(matter, custom);
      return isMatterField(field) ? MATTER_VALUES[field](matter, policy) : null;
    },
    absentOf: ({ field, custom }: FieldPart) => {
      if (custom !== null) return `No ${custom}`;
      return isMatterField(field) ? MATTER_FIELDS[field].absent : field;
    },
  };
}

const isMatterField = (field: string): field is keyof typeof MATTER_FIELDS =>
  Object.hasOwn(MATTER_FIELDS, field);
