import { LEAST_NAME_ROOM, LONGEST_MATTER_FOLDER, LONGEST_PATH } from './limits.js';
import { noticeFaults } from './notice-faults.js';
import type { Policy } from './policy.js';
import { parseTemplate, type Vocabulary } from './template.js';
import { MATTER_FIELDS, VERSION_FIELDS } from './template-vocabulary.js';
import { sameWord } from './words.js';

/** Something of a policy that does not hold together. */
export interface PolicyFault {
  /** Path of the field, e.g. `['roots', 'practiceAreas', 'Litigation']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Place within the field’s text from 1, where it is a template. */
  readonly column?: number;
}

/**
 * What is wrong with a policy beyond its form: templates that cannot be read, folders that lie within each other, names
 * that stand for one thing twice. An empty list is a policy that can be applied.
 */
export function checkPolicy(policy: Policy): readonly PolicyFault[] {
  return [
    ...templateFaults(policy),
    ...folderFaults(policy),
    ...componentFaults(policy),
    ...lengthFaults(policy),
    ...reservedFaults(policy),
    ...doubleFaults(policy),
    ...spellingFaults(policy),
    ...versionNameFaults(policy),
    ...matterTypeFaults(policy),
    ...noticeFaults(policy),
  ];
}

type Path = PolicyFault['path'];

interface TemplateUse {
  readonly path: Path;
  readonly text: string;
  readonly fields: Vocabulary;
  readonly form: 'relative' | 'absolute' | 'name';
}

const OF_VERSION: Vocabulary = { ...VERSION_FIELDS, ...MATTER_FIELDS };

const templatesOf = (policy: Policy): readonly TemplateUse[] => [
  { path: ['matterFolder'], text: policy.matterFolder, fields: MATTER_FIELDS, form: 'relative' },
  {
    path: ['privileged', 'matterFolder'],
    text: policy.privileged.matterFolder,
    fields: MATTER_FIELDS,
    form: 'relative',
  },
  {
    path: ['clientUploads', 'folder'],
    text: policy.clientUploads.folder,
    fields: MATTER_FIELDS,
    form: 'absolute',
  },
  { path: ['closing', 'folder'], text: policy.closing.folder, fields: MATTER_FIELDS, form: 'absolute' },
  { path: ['versions', 'name'], text: policy.versions.name, fields: OF_VERSION, form: 'name' },
];

/** More folders than this leave no room for names within what Windows can open. */
const MOST_FOLDERS = 4;

function templateFaults(policy: Policy): PolicyFault[] {
  return templatesOf(policy).flatMap(({ path, text, fields, form }) => {
    const parsed = parseTemplate(text, fields);
    if (!parsed.ok) return [{ path, ...parsed.fault }];
    const { absolute, components } = parsed.template;
    if (form === 'absolute' && !absolute) return [{ path, column: 1, message: 'begins with a slash' }];
    if (form !== 'absolute' && absolute) {
      return [{ path, column: 1, message: 'lies below another folder: it begins without a slash' }];
    }
    if (form === 'name' && components.length > 1) return [{ path, message: 'is one name, without slashes' }];
    return components.length > MOST_FOLDERS
      ? [{ path, message: `has more than ${MOST_FOLDERS} folders` }]
      : [];
  });
}

interface FolderUse {
  readonly path: Path;
  readonly folder: string;
}

/** The part of an absolute template that no value can change. */
const fixedPart = (template: string): string => template.replace(/\/?[^/]*[{}].*$/su, '');

const foldersOf = (policy: Policy): readonly FolderUse[] => [
  { path: ['roots', 'default'], folder: policy.roots.default },
  ...Object.entries(policy.roots.practiceAreas).map(([area, folder]) => ({
    path: ['roots', 'practiceAreas', area],
    folder,
  })),
  { path: ['privileged', 'folder'], folder: policy.privileged.folder },
  { path: ['clientUploads', 'folder'], folder: fixedPart(policy.clientUploads.folder) },
  { path: ['closing', 'folder'], folder: fixedPart(policy.closing.folder) },
];

function folderFaults(policy: Policy): PolicyFault[] {
  const folders = foldersOf(policy);
  return folders.flatMap((use, index) => {
    const fault = faultOfFolder(use.folder);
    if (fault !== undefined) return [{ path: use.path, message: fault }];
    const other = folders.slice(0, index).find((earlier) => overlap(earlier, use));
    if (other === undefined) return [];
    const message = `${use.folder} and ${other.folder} (${other.path.join('.')}) lie within each other`;
    return [{ path: use.path, message }];
  });
}

function faultOfFolder(folder: string): string | undefined {
  const names = folder.split('/').slice(1);
  if (names.length === 0 || names.some((name) => name === '')) {
    return 'begins with a slash and a name, and has no empty names between slashes';
  }
  if (sameWord(names[0] ?? '', 'Clio')) {
    return '/Clio belongs to Clio’s own Dropbox integration, which forbids to move or rename what is in it';
  }
  return names.map(faultOfName).find((fault) => fault !== undefined);
}

/** Two roots may be one; every other pair of folders must be apart, or one rule would sweep up another’s files. */
function overlap(one: FolderUse, other: FolderUse): boolean {
  const [a, b] = [`${fold(one.folder)}/`, `${fold(other.folder)}/`];
  const areRoots = one.path[0] === 'roots' && other.path[0] === 'roots';
  if (a === b) return !areRoots;
  return a.startsWith(b) || b.startsWith(a);
}

const fold = (path: string): string => path.normalize('NFKC').toLowerCase();

function componentFaults(policy: Policy): PolicyFault[] {
  const named: readonly (readonly [Path, string])[] = [
    ...Object.entries(policy.categories).map(([key, name]) => [['categories', key], name] as const),
    [['unmapped'], policy.unmapped],
    [['versions', 'folder'], policy.versions.folder],
    [['deletion', 'folder'], policy.deletion.folder],
    [['closing', 'prefix'], policy.closing.prefix],
  ];
  return named.flatMap(([path, name]) => {
    const message = name.includes('/') ? 'is one folder, without slashes' : faultOfName(name);
    return message === undefined ? [] : [{ path, message }];
  });
}

/** Names of devices: Windows opens no file or folder of one, whatever its ending is. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?$/iu;
/** Characters that nobody sees: two folders would look like one. Joiners stay: emoji need them. */
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/u;

/** Characters and endings that Dropbox, Windows or macOS refuse (help.dropbox.com, “file names”). */
function faultOfName(name: string): string | undefined {
  const forbidden = /[\\:*?"<>|\p{Cc}]/u.exec(name);
  if (forbidden !== null) return `${JSON.stringify(forbidden[0])} cannot stand in a name`;
  const unseen = INVISIBLE.exec(name);
  if (unseen !== null) return `has a character that nobody sees, ${codeOf(unseen[0])}`;
  if (WINDOWS_DEVICE.test(name)) return `${name} is a device to Windows, which opens no folder of that name`;
  if (name !== name.normalize('NFC')) return 'has an accent apart from its letter (NFD); type it anew';
  return /^\s|[\s.]$/u.test(name)
    ? 'a name neither begins with a blank nor ends with one or a dot'
    : undefined;
}

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Two spellings of one folder are one to Dropbox and Windows: which of them people see would be a matter of luck. */
function spellingFaults({ categories, unmapped }: Policy): PolicyFault[] {
  const uses: readonly (readonly [Path, string])[] = [
    ...Object.entries(categories).map(([key, name]) => [['categories', key], name] as const),
    [['unmapped'], unmapped],
  ];
  return uses.flatMap(([path, name], index) => {
    const twin = uses.slice(0, index).find(([, earlier]) => earlier !== name && fold(earlier) === fold(name));
    return twin === undefined ? [] : [{ path, message: `is ${twin[1]}, spelled otherwise` }];
  });
}

/** Names of Clio that differ only in case or blanks are one name: which entry counts must not be a matter of luck. */
function doubleFaults(policy: Policy): PolicyFault[] {
  const maps: readonly (readonly [Path, Readonly<Record<string, unknown>>])[] = [
    [['categories'], policy.categories],
    [['roots', 'practiceAreas'], policy.roots.practiceAreas],
    [['privileged', 'customFields'], policy.privileged.customFields],
  ];
  return maps.flatMap(([path, map]) => {
    const keys = Object.keys(map);
    return keys.flatMap((key, index) => {
      const twin = keys.slice(0, index).find((earlier) => sameWord(earlier, key));
      return twin === undefined ? [] : [{ path: [...path, key], message: `is the same name as ${twin}` }];
    });
  });
}

/** Folders of the product’s own lie beside the firm’s: none may be both. */
function reservedFaults(policy: Policy): PolicyFault[] {
  const { versions, deletion, categories, unmapped } = policy;
  const own: readonly (readonly [Path, string])[] = [
    [['versions', 'folder'], versions.folder],
    [['deletion', 'folder'], deletion.folder],
  ];
  const taken = [...Object.values(categories), unmapped];
  const faults = own
    .filter(([, folder]) => taken.some((name) => sameWord(name, folder)))
    .map(([path, folder]) => ({ path, message: `${folder} is a subfolder of documents already` }));
  return sameWord(versions.folder, deletion.folder)
    ? [...faults, { path: ['deletion', 'folder'], message: 'is the folder of prior versions already' }]
    : faults;
}

function lengthFaults(policy: Policy): PolicyFault[] {
  const { roots, categories, unmapped, versions, privileged } = policy;
  const subfolder = Math.max(...[...Object.values(categories), unmapped].map((name) => name.length));
  const slashes = 4;
  const spent = LONGEST_MATTER_FOLDER + versions.folder.length + LEAST_NAME_ROOM + slashes;
  const uses: readonly (readonly [Path, string, number])[] = [
    ...[roots.default, ...Object.values(roots.practiceAreas)].map(
      (root) => [['roots'], root, spent + subfolder] as const,
    ),
    [['privileged', 'folder'], privileged.folder, spent],
  ];
  return uses
    .filter(([, root, more]) => root.length + more > LONGEST_PATH)
    .map(([path, root, more]) => ({
      path,
      message:
        `${root} with the longest subfolder leaves too little room for names: Windows opens paths of ` +
        `${LONGEST_PATH} characters here, and this is ${root.length + more - LONGEST_PATH} too long`,
    }));
}

/** Without both, two versions or two documents would wish for one name. */
function versionNameFaults({ versions: { name } }: Policy): PolicyFault[] {
  const parsed = parseTemplate(name, OF_VERSION);
  if (!parsed.ok) return [];
  const fields = new Set(
    parsed.template.components.flat().map((part) => (part.kind === 'field' ? part.field : '')),
  );
  const path = ['versions', 'name'];
  if (!fields.has('Version'))
    return [{ path, message: 'has {Version}: versions of one day are told apart by it' }];
  return fields.has('Name') || fields.has('DocumentId')
    ? []
    : [{ path, message: 'has {Name} or {DocumentId}: documents are told apart by it' }];
}

function matterTypeFaults({ matterType: { from, field } }: Policy): PolicyFault[] {
  const path = ['matterType', 'field'];
  if (from === 'custom-field' && field === null) return [{ path, message: 'names the custom field' }];
  return from !== 'custom-field' && field !== null
    ? [{ path, message: 'is used with `from: custom-field` only' }]
    : [];
}
