import {
  VERSION_FIELDS,
  type DocumentSnapshot,
  type FieldPart,
  type MatterSnapshot,
  type Policy,
  type VersionField,
} from '@counterpart/contracts';
import { cut, legalName, LONGEST_COMPONENT, splitExtension, withSuffix } from './legal-name.js';
import { nameRoom } from './names.js';
import { valuesOf } from './place.js';
import { renderName, type Values } from './render.js';
import { rulesOf } from './rules.js';

/** Where a prior version is kept: beside the current file, in the policy’s folder of versions. */
export interface VersionPlace {
  readonly folder: string;
  readonly name: string;
}

/** Stands for the name while the rest is measured; one unit, one byte. */
const PLACEHOLDER = 'n';
const utf8 = new TextEncoder();

const VERSION_VALUES: Readonly<
  Record<VersionField, (document: DocumentSnapshot, currentName: string) => string | null>
> = {
  // The name in Dropbox and not the one in Clio: it tells two documents of one name apart.
  Name: (_, currentName) => currentName,
  Version: ({ version }) => String(version.number),
  VersionDate: ({ version, updatedAt }) => (version.receivedAt ?? updatedAt).slice(0, 10),
  DocumentId: (document) => document.id,
  Category: ({ category }) => category?.name ?? null,
};

/**
 * The place of a prior version.
 * @param document the document as it was when that version was its latest
 * @param current where the document lies now
 */
export function versionPlace(
  policy: Policy,
  matter: MatterSnapshot,
  document: DocumentSnapshot,
  current: { readonly folder: string; readonly name: string },
): VersionPlace {
  const folder = `${current.folder}/${legalName(policy.versions.folder)}`;
  const [stem, extension] = splitExtension(current.name);
  const render = (name: string): string =>
    renderName('versions.name', rulesOf(policy).versionName.components[0] ?? [], {
      values: versionValues(valuesOf(policy, matter), document, name),
      maxUnits: nameRoom(folder),
    }).value;
  // The name gives way, never the number of the version: it tells two versions apart.
  const around = `${render(PLACEHOLDER)}${extension}`;
  const room = nameRoom(folder) - around.length + PLACEHOLDER.length;
  const bytes = LONGEST_COMPONENT - utf8.encode(around).length + PLACEHOLDER.length;
  return { folder, name: legalName(`${render(cut(stem, room, bytes))}${extension}`, nameRoom(folder)) };
}

function versionValues(ofMatter: Values, document: DocumentSnapshot, currentName: string): Values {
  return {
    valueOf: (part: FieldPart) =>
      isVersionField(part.field) ? VERSION_VALUES[part.field](document, currentName) : ofMatter.valueOf(part),
    absentOf: (part: FieldPart) =>
      isVersionField(part.field) ? VERSION_FIELDS[part.field].absent : ofMatter.absentOf(part),
  };
}

/**
 * The place of the ZIP that takes prior versions.
 * @param current where the document lies now
 * @param numbers the versions that are in it
 */
export function rolledUpPlace(
  policy: Policy,
  current: { readonly folder: string; readonly name: string },
  numbers: readonly number[],
): VersionPlace {
  const folder = `${current.folder}/${legalName(policy.versions.folder)}`;
  const [stem] = splitExtension(current.name);
  const range = `_versions_${Math.min(...numbers)}-${Math.max(...numbers)}`;
  return { folder, name: withSuffix(`${stem}.zip`, range, nameRoom(folder)) };
}

const isVersionField = (field: string): field is VersionField => Object.hasOwn(VERSION_FIELDS, field);
