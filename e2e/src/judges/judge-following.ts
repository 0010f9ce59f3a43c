import type { MirroredFile } from '../compare/compare.js';
import type { ExpectedPlace } from '../compare/expected-places.js';
import type { System } from '../verify.js';
import type { FollowCast } from '../hands/follow-changes.js';

/** What followed the changes. */
export interface Following {
  /** Moves of files and of folders that were decided. */
  readonly fileMoves: number;
  readonly folderMoves: number;
  /** Moves that Dropbox made, as it counts itself, and as many as the decisions take. */
  readonly movesMade: number;
  readonly movesNeeded: number;
  readonly conflicts: number;
  readonly setAside: number;
  /** What is not as it should be, in words. */
  readonly problems: readonly string[];
}

/** What was before, what should be, and who was changed. */
export interface Comparison {
  readonly before: { readonly files: readonly MirroredFile[]; readonly moves: number };
  readonly places: readonly ExpectedPlace[];
  readonly cast: FollowCast;
}

/** Holds Dropbox and the trail against what should be. */
export async function judgeFollowing(
  { dropbox, trail }: System,
  { before, places, cast }: Comparison,
): Promise<Following> {
  const files = new Map((await dropbox.files()).map((file) => [file.id, file]));
  const decided = await trail.events(['RelocationPlanned', 'SetAsidePlanned']);
  const moved = new Set<string>();
  for (const { event } of await trail.events(['Relocated'])) {
    if (event.name === 'Relocated') moved.add(event.data.planned);
  }
  const plans = decided.flatMap(({ event }) =>
    event.name === 'RelocationPlanned' || event.name === 'SetAsidePlanned' ? [event] : [],
  );
  const made = plans.filter(({ id }) => moved.has(id));
  const movesNeeded = made.reduce((sum, { data }) => sum + (data.via === null ? 1 : 2), 0);
  const movesMade = (await dropbox.moves()) - before.moves;
  const told = await trail.events(['RelocationConflictFound']);
  const strange = told.filter(
    ({ event }) => !('document' in event.data) || event.data.document !== cast.hindered.id,
  );
  const conflicts = told.length;
  const folders = plans.filter(({ data }) => data.document === null).length;
  const problems = [
    ...before.files.filter(({ id }) => !files.has(id)).map(({ path }) => `${path} is gone`),
    ...places.flatMap((expected) => misplaced(expected, files, cast)),
    ...(movesMade === movesNeeded ? [] : [`${movesMade} moves were made, ${movesNeeded} were needed`]),
    ...(conflicts > 0 ? [] : ['the conflict with what was made by hand was not told']),
    ...(strange.length === 0 ? [] : [`${strange.length} conflicts where nothing was in the way`]),
    ...(folders < 2 ? ['a client and a number changed: two folders had to move'] : []),
    ...(await handMade(dropbox, files)),
  ];
  return {
    fileMoves: plans.length - folders,
    folderMoves: folders,
    movesMade,
    movesNeeded,
    conflicts,
    setAside: plans.filter(({ name }) => name === 'SetAsidePlanned').length,
    problems: problems.slice(0, 20),
  };
}

function misplaced(
  { document, counterpart, folder, name }: ExpectedPlace,
  files: ReadonlyMap<string, MirroredFile>,
  { hindered }: FollowCast,
): readonly string[] {
  const file = files.get(counterpart);
  if (file === undefined) return [`document ${document} has no file`];
  const cut = file.path.lastIndexOf('/');
  const [lies, bears] = [file.path.slice(0, cut), file.path.slice(cut + 1)];
  const isNamed = bears === name || bears.includes(`(${document})`);
  if (document === hindered.id)
    return bears === name ? [`document ${document} overwrote what was in its way`] : [];
  return lies === folder && isNamed
    ? []
    : [`document ${document} lies at ${file.path}, not at ${folder}/${name}`];
}

/** What somebody made by hand lies where it lay, as it was. */
async function handMade(
  dropbox: System['dropbox'],
  files: ReadonlyMap<string, MirroredFile>,
): Promise<readonly string[]> {
  const found = [...files.values()].filter(({ path }) => path.endsWith('/Made by hand.pdf'));
  const [file] = found;
  if (file === undefined || found.length > 1) return [`${found.length} hand-made files`];
  const text = await (await fetch(dropbox.contentUrl(file))).text();
  return text === 'made by hand' ? [] : ['the hand-made file was overwritten'];
}
