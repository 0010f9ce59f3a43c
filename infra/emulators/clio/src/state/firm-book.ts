import type { VirtualClock } from '../clock.js';
import type { Random } from '../random.js';
import type {
  ClioDocument,
  Comment,
  Contact,
  CustomField,
  CustomFieldValue,
  DocumentArchive,
  DocumentCategory,
  DocumentVersion,
  Entry,
  ExternalProperty,
  Folder,
  Group,
  Matter,
  Note,
  PicklistOption,
  PracticeArea,
  User,
  Webhook,
  WebhookEvent,
} from './records.js';
import { Table } from './table.js';

/** The kinds of record whose changes can reach a webhook here. */
export type ChangedRecord =
  | { readonly model: 'document'; readonly record: ClioDocument }
  | { readonly model: 'folder'; readonly record: Folder }
  | { readonly model: 'matter'; readonly record: Matter }
  | { readonly model: 'contact'; readonly record: Contact };

/** One change of the firm's records. */
export type Change = ChangedRecord & { readonly event: WebhookEvent };

/**
 * Everything the emulated firm keeps, in memory. Documents start just below where real accounts are
 * today; versions and folders start above 2^31, so that 32-bit ids break at once.
 */
export class FirmBook {
  readonly users: Table<User>;
  readonly contacts: Table<Contact>;
  readonly groups: Table<Group>;
  readonly practiceAreas: Table<PracticeArea>;
  readonly categories: Table<DocumentCategory>;
  readonly matters: Table<Matter>;
  readonly folders: Table<Folder>;
  readonly documents: Table<ClioDocument>;
  readonly versions: Table<DocumentVersion>;
  readonly properties: Table<ExternalProperty>;
  readonly notes: Table<Note>;
  readonly comments: Table<Comment>;
  readonly customFields: Table<CustomField>;
  readonly customFieldValues: Table<CustomFieldValue>;
  readonly picklistOptions: Table<PicklistOption>;
  readonly archives: Table<DocumentArchive>;
  readonly webhooks: Table<Webhook>;
  readonly account: Entry & { name: string };
  readonly #versionIds = new Map<string, number>();
  readonly #listeners: ((change: Change) => void)[] = [];

  constructor(
    readonly clock: VirtualClock,
    readonly random: Random,
    firmName: string,
  ) {
    const table = <T extends Entry>(kind: string, firstId: number): Table<T> =>
      new Table<T>(kind, firstId, clock);
    this.users = table('user', 350_812_001);
    this.contacts = table('contact', 1_701_220_001);
    this.groups = table('group', 4_410_001);
    this.practiceAreas = table('practice_area', 45_510_001);
    this.categories = table('document_category', 13_940_001);
    this.matters = table('matter', 1_675_900_001);
    this.folders = table('folder', 2_310_000_001);
    this.documents = table('document', 1_675_950_001);
    this.versions = table('document_version', 2_200_000_001);
    this.properties = table('external_property', 91_000_001);
    this.notes = table('note', 812_000_001);
    this.comments = table('comment', 77_000_001);
    this.customFields = table('custom_field', 18_100_001);
    this.customFieldValues = table('custom_field_value', 2_400_000_001);
    this.picklistOptions = table('picklist_option', 11_800_001);
    this.archives = table('document_archive', 5_100_001);
    this.webhooks = table('webhook', 3_184_001);
    this.account = { ...table('account', 260_011).stamp(), name: firmName };
  }

  /** Tells the listener of every later change. */
  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  announce(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  latestVersion(document: ClioDocument): DocumentVersion | undefined {
    return this.versions.get(document.versionIds.at(-1) ?? null);
  }

  versionsOf(document: ClioDocument): DocumentVersion[] {
    return document.versionIds.flatMap((id) => this.versions.get(id) ?? []);
  }

  /** The version an upload address speaks of. */
  versionByUuid(uuid: string): DocumentVersion | undefined {
    return this.versions.get(this.#versionIds.get(uuid) ?? null);
  }

  addVersion(document: ClioDocument, version: DocumentVersion): void {
    this.versions.add(version);
    this.#versionIds.set(version.uuid, version.id);
    document.versionIds.push(version.id);
  }

  /** Whether all bytes of a version are there, and it is not held back. */
  isWhole({ wholeFrom }: DocumentVersion): boolean {
    return wholeFrom !== null && wholeFrom <= this.clock.now();
  }

  /** True while no version of the document has its bytes. */
  isUploading(document: ClioDocument): boolean {
    return !this.versionsOf(document).some((version) => this.isWhole(version));
  }

  /** The folder and everything above it, nearest first. */
  *ancestors(folderId: number | null): IterableIterator<Folder> {
    let folder = this.folders.get(folderId);
    while (folder !== undefined) {
      yield folder;
      folder = this.folders.get(folder.parentId);
    }
  }

  /** True if the entry lies in the folder, or with `deep` anywhere below it. */
  liesIn(entry: { parentId: number | null }, folderId: number, deep: boolean): boolean {
    if (!deep) return entry.parentId === folderId;
    for (const folder of this.ancestors(entry.parentId)) if (folder.id === folderId) return true;
    return false;
  }
}
