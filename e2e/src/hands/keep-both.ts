import type { Stack } from '@counterpart/local';
import { ObservationFailed } from '../observe/get-json.js';
import { say } from '../say.js';
import { until } from '../until.js';
import type { System } from '../verify.js';
import { ClioHand } from './clio-hand.js';
import { applyPolicy, COURT, type FollowCast } from './follow-changes.js';

const PATIENCE_MS = 120_000;
const STEM = 'Settlement draft';
const BY_HAND = 'a settlement that was drafted in Dropbox';
const FROM_CLIO = Buffer.from('a settlement that was drafted in Clio');

/**
 * A new document wishes for the name of a file that somebody made by hand, and the policy keeps both; the uploader is killed
 * meanwhile.
 * @returns what is not as it should be, in words
 */
export async function keepBoth(stack: Stack, system: System, cast: FollowCast): Promise<readonly string[]> {
  await applyPolicy(stack, 'keep-both', { ...COURT, conflicts: 'keep-both' });
  const { folder, matter } = await placeOf(system, cast);
  await system.dropbox.put(`${folder}/${STEM}.txt`, BY_HAND);
  const wish = { name: `${STEM}.txt`, category: 'Correspondence', bytes: FROM_CLIO };
  const document = await new ClioHand(stack).addDocument(matter, wish);
  say(`document ${document} wishes for the name of a file made by hand; uploader is killed`);
  await stack.kill('uploader');
  await stack.start('uploader');
  await until(PATIENCE_MS, async () => (await counterpartOf(system, document)) !== undefined);
  const counterpart = await counterpartOf(system, document);
  const told = await system.trail.events(['PlacementConflictFound']);
  const isTold = told.some(({ event }) => 'document' in event.data && event.data.document === document);
  return [
    ...(isTold ? [] : [`the conflict of document ${document} was not told`]),
    ...(await judge(system, folder, { document, counterpart })),
  ];
}

/** Folder and matter of a document that was left in its category. */
async function placeOf(
  { clio, dropbox, trail }: System,
  { renamed }: FollowCast,
): Promise<{ readonly folder: string; readonly matter: string }> {
  const { trail: entries } = await trail.mirrored();
  const id = entries.find(({ document }) => document === renamed.id)?.counterpart;
  const file = (await dropbox.files()).find((one) => one.id === id);
  const matter = (await clio.matterList()).find(
    ({ displayNumber }) => displayNumber === renamed.matterNumber,
  );
  if (file === undefined || matter === undefined) {
    throw new ObservationFailed(`document ${renamed.id} has no file`);
  }
  return { folder: file.path.slice(0, file.path.lastIndexOf('/')), matter: matter.id };
}

async function counterpartOf({ trail }: System, document: string): Promise<string | undefined> {
  return (await trail.mirrored()).trail.find((entry) => entry.document === document)?.counterpart;
}

/** Both files lie there with their bytes, the document’s under a name that says whose it is, and nothing else. */
async function judge(
  { dropbox }: System,
  folder: string,
  { document, counterpart }: { readonly document: string; readonly counterpart: string | undefined },
): Promise<readonly string[]> {
  const files = (await dropbox.files()).filter(({ path }) => path.startsWith(`${folder}/${STEM}`));
  const problems = files.length === 2 ? [] : [`${files.length} files bear the name ${STEM}`];
  for (const file of files) {
    const isDocuments = file.id === counterpart;
    const name = isDocuments ? `${STEM} (${document}).txt` : `${STEM}.txt`;
    const text = isDocuments ? FROM_CLIO.toString() : BY_HAND;
    if (file.path !== `${folder}/${name}`) problems.push(`${file.path} should be ${name}`);
    if ((await (await fetch(dropbox.contentUrl(file))).text()) !== text) {
      problems.push(`${file.path} has other bytes`);
    }
  }
  return problems;
}
