import { ObservationFailed } from '../observe/get-json.js';
import type { ListedMatter } from '../observe/clio.js';
import type { System } from '../verify.js';

/** A matter and its folder in Dropbox while it is open. */
export interface CastMatter extends ListedMatter {
  readonly folder: string;
}

/** Which matters are closed under which action, and some that have no document. */
export interface ClosingCast {
  readonly byAction: Readonly<Record<'move' | 'prefix' | 'zip', readonly CastMatter[]>>;
  readonly empty: readonly CastMatter[];
}

/** Matters without a document that are closed, too. */
const EMPTY = 2;

/** Deals the firm’s matters out: every third one to each action. */
export async function dealCast({ clio, dropbox, trail }: System): Promise<ClosingCast> {
  const folders = new Map<string, string>();
  for (const { event } of await trail.events(['ScaffoldPlanned'])) {
    if (event.name === 'ScaffoldPlanned') folders.set(event.data.matter, event.data.folders[0] ?? '');
  }
  const documents = (await clio.documents()).filter(({ size }) => size > 0);
  const files = await dropbox.files();
  const matters = (await clio.matterList()).flatMap((matter) => {
    const folder = folders.get(matter.id);
    return folder === undefined ? [] : [{ ...matter, folder }];
  });
  const hasDocuments = (matter: CastMatter): boolean =>
    documents.some(({ matterNumber }) => matterNumber === matter.displayNumber);
  const open = matters.filter(
    (matter) => hasDocuments(matter) && files.some(({ path }) => path.startsWith(`${matter.folder}/`)),
  );
  const byAction = {
    move: open.filter((_, index) => index % 3 === 0),
    prefix: open.filter((_, index) => index % 3 === 1),
    zip: open.filter((_, index) => index % 3 === 2),
  };
  if (byAction.zip.length === 0) throw new ObservationFailed(`too few matters: ${open.length}`);
  return { byAction, empty: matters.filter((matter) => !hasDocuments(matter)).slice(0, EMPTY) };
}
