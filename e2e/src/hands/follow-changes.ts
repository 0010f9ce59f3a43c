import type { Stack } from '@counterpart/local';
import { ObservationFailed } from '../observe/get-json.js';
import { until } from '../until.js';
import type { ListedDocument, ListedMatter } from '../observe/clio.js';
import type { System } from '../verify.js';
import type { ClioHand } from './clio-hand.js';
import { runCounterpart } from './command-line.js';
import { writePolicy } from './write-policy.js';

/** Who plays what: documents and matters by Clio’s ids. */
export interface FollowCast {
  readonly client: ListedMatter;
  readonly renumbered: ListedMatter;
  readonly renamed: ListedDocument;
  readonly recased: ListedDocument;
  readonly recategorised: ListedDocument;
  readonly trashed: ListedDocument;
  readonly restored: ListedDocument;
  /** A file that somebody made by hand lies where it belongs after its change. */
  readonly hindered: ListedDocument;
}

/** Longest wait for what a change leads to. */
const PATIENCE_MS = 120_000;

/** The policy that moves what is deleted. */
const MOVING = { deletion: { action: 'move' } };
/** The same, and a category has another folder. */
export const COURT = {
  ...MOVING,
  categories: {
    Pleadings: 'Court papers',
    Correspondence: 'Correspondence',
    Discovery: 'Discovery',
    Contracts: 'Contracts',
  },
};

/** Draws the cast: mapped documents of matters that nothing else happens to, nobody twice. */
export async function castOf({ clio }: System): Promise<FollowCast> {
  const documents = (await clio.documents()).filter(({ size }) => size > 0);
  const matters = (await clio.matterList()).filter(({ displayNumber }) =>
    documents.some(({ matterNumber }) => matterNumber === displayNumber),
  );
  const [client, renumbered] = matters;
  const spare = documents.filter(
    ({ matterNumber, category }) =>
      matterNumber !== client?.displayNumber &&
      matterNumber !== renumbered?.displayNumber &&
      category === 'Correspondence',
  );
  const [renamed, recased, recategorised, trashed, restored, hindered] = spare;
  if (client === undefined || renumbered === undefined || hindered === undefined) {
    throw new ObservationFailed(`too few documents for the cast: ${spare.length} of 6`);
  }
  const cast = { client, renumbered, renamed, recased, recategorised, trashed, restored, hindered };
  return cast as FollowCast;
}

/** What the changes need. */
export interface Acts {
  readonly system: System;
  readonly cast: FollowCast;
  readonly hand: ClioHand;
}

/** Makes the changes one after another, and says each in words. */
export async function* changeEverything(stack: Stack, { system, cast, hand }: Acts): AsyncGenerator<string> {
  await applyPolicy(stack, 'moving', MOVING);
  yield 'a policy that sets deleted documents aside is applied';
  await hand.renameClient(cast.client.clientId, 'Renamed & Sons, Inc');
  yield 'a client is renamed';
  await hand.renumber(cast.renumbered.id, '2026-9999');
  yield 'a matter is renumbered';
  await hand.rename(cast.renamed.id, `Renamed ${cast.renamed.id}.pdf`);
  await hand.categorise(cast.recategorised.id, 'Discovery');
  yield 'a document is renamed, another put into another category';
  await hand.rename(cast.recased.id, swapCase(cast.recased.name));
  await hand.trash(cast.trashed.id);
  await hand.trash(cast.restored.id);
  yield 'the case of a name changes, two documents are deleted';
  await until(PATIENCE_MS, async () => (await system.trail.setAside()).has(cast.restored.id));
  await hand.restore(cast.restored.id);
  yield 'one of them is restored';
  await system.dropbox.put(await hinderedPath(system, cast), 'made by hand');
  await hand.rename(cast.hindered.id, HAND_MADE);
  yield 'a document is renamed, and something lies in its way';
  await applyPolicy(stack, 'court', COURT);
  yield 'a policy that gives pleadings another folder is applied';
}

/** Name that a hand-made file bears before a document of the firm wishes for it. */
const HAND_MADE = 'Made by hand.pdf';

async function hinderedPath({ dropbox, trail }: System, { hindered }: FollowCast): Promise<string> {
  const { trail: entries } = await trail.mirrored();
  const id = entries.find(({ document }) => document === hindered.id)?.counterpart;
  const file = (await dropbox.files()).find((one) => one.id === id);
  if (file === undefined) throw new ObservationFailed(`document ${hindered.id} has no file`);
  return `${file.path.slice(0, file.path.lastIndexOf('/'))}/${HAND_MADE}`;
}

const swapCase = (name: string): string =>
  name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();

/** Brings a policy into force as an operator does. */
export async function applyPolicy(stack: Stack, name: string, policy: object): Promise<void> {
  const { exitCode } = await runCounterpart(stack, ['policy', 'apply', writePolicy(stack, name, policy)]);
  if (exitCode !== 0) throw new ObservationFailed(`the policy ${name} was not applied`);
}
