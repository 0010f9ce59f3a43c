import { setTimeout as wait } from 'node:timers/promises';
import { contentHash } from '@counterpart/dropbox-client';
import { FIRM_BOOK, planDocuments, renderDocument } from '@counterpart/firm';
import { loadFirm } from '@counterpart/local';
import { expectedRestricted } from '../compare/expected-folders.js';
import { ObservationFailed } from '../observe/get-json.js';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { until } from '../until.js';
import { holds, verify, type Report, type System } from '../verify.js';
import { ClioHand } from '../hands/clio-hand.js';
import { runCounterpart } from '../hands/command-line.js';
import { markLater, type LateMarks } from '../hands/mark-later.js';
import { wreakHavoc, type HavocTally } from '../harm/havoc.js';
import { PrivilegeOffice, type Exposure } from '../hands/privilege-office.js';
import { onStage, type Stage } from '../stage.js';

/** What the drill is asked for. */
export interface PrivilegeOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface PrivilegeReport extends Report, HavocTally, LateMarks {
  readonly drill: 'privilege';
  readonly seed: number;
  /** Documents that are privileged; of them, with new versions while the folder stood open by hand. */
  readonly privileged: number;
  readonly replaced: number;
  /** Times that somebody else could reach privileged bytes, opened by a call of the product: none. */
  readonly leaks: number;
  /** The same, opened by somebody’s hand: what the product cannot prevent, and mends. */
  readonly openedByHand: number;
  /** Files below the restricted folder while it could not be proven: none. */
  readonly early: number;
  /** Refusals and proofs of the folder, and commits that were refused because it was open. */
  readonly refusals: number;
  readonly proofs: number;
  readonly refusedCommits: number;
  /** Copies of prior versions that were refused because it was open. */
  readonly refusedCopies: number;
  /** Attorneys’ mails; those that came again because the notifier was killed between sending and recording. */
  readonly mails: number;
  readonly mailsRepeated: number;
  /** Exit codes of `counterpart privilege audit`: when all is well, and after a hand let somebody in. */
  readonly auditClean: number;
  readonly auditDrifted: number;
  readonly holds: boolean;
}

const KILLS_PER_SERVICE = 3;
const PATIENCE_MS = 180_000;
const REPLACED = 2;
const RESTRICTED = '/Privileged/';
/** A team’s token, links that only their owners are told of, and sharing that takes its time. */
const DROPBOX_FLAGS = '--token-link team --listed-links own --sharing-jobs deferred'.split(' ');

/**
 * Privileged documents come while services are killed, the group is missing at first, links were there before, and
 * hands open the folder; documents that lie open, with guests and links, are marked later. The emulated Dropbox judges at every change whether somebody else could reach their bytes.
 */
export function privilegeDrill({ documents, seed }: PrivilegeOptions): Promise<PrivilegeReport> {
  return onStage('privilege', { dropboxFlags: DROPBOX_FLAGS }, async (stage) => {
    return drill({ ...stage, office: new PrivilegeOffice(stage.stack) }, { documents, seed });
  });
}

async function drill(scene: Scene, amount: PrivilegeOptions): Promise<PrivilegeReport> {
  const { system, office, began } = scene;
  const contents = await privilegedContents(amount.documents, amount.seed);
  await office.watch('documents', contents);
  const refused = await whileNothingIsProven(scene, amount);
  await prove(scene);
  await settled(system);
  const ids = await privilegedIds(system);
  await replaceWhileOpen(scene, ids.slice(0, REPLACED));
  await settled(system);
  const late = await markLater(scene);
  const report = await verify(system, (performance.now() - began) / 1000);
  const audits = await auditTwice(scene);
  const found = await findings(scene);
  const isWhole = holds(report) && ids.length === contents.length && ids.length >= REPLACED;
  const isTold =
    found.mails === ids.length + late.markedLater && audits.auditClean === 0 && audits.auditDrifted === 1;
  return {
    drill: 'privilege',
    seed: amount.seed,
    privileged: ids.length,
    replaced: REPLACED,
    ...found,
    ...late,
    ...audits,
    ...refused,
    ...report,
    holds: isWhole && isTold && isShut({ ...found, ...refused, ...late }),
  };
}

/** No call of ours opened anything, nothing came too early, and there was something to be refused. */
const isShut = (found: Parts): boolean =>
  found.leaks === 0 &&
  found.early === 0 &&
  found.stillReachable === 0 &&
  found.refusals > 0 &&
  found.refusedCommits + found.refusedCopies > 0 &&
  found.caughtInFlight > 0;

type Parts = Pick<
  PrivilegeReport,
  'leaks' | 'early' | 'stillReachable' | 'refusals' | 'refusedCommits' | 'refusedCopies' | 'caughtInFlight'
>;

interface Scene extends Stage {
  readonly office: PrivilegeOffice;
}

/** Content hashes of the documents that will be privileged: known before the first of them comes. */
async function privilegedContents(count: number, seed: number): Promise<readonly string[]> {
  const plans = planDocuments({ count, seed }).filter(({ category, matterIndex, targetSize }) => {
    const matterNumber = FIRM_BOOK.matters[matterIndex]?.displayNumber ?? null;
    return targetSize > 0 && expectedRestricted({ matterNumber, category }) !== undefined;
  });
  const hashes: string[] = [];
  for (const plan of plans) hashes.push(contentHash(await renderDocument(plan)));
  return hashes;
}

/** The group has another name, so nothing can be proven; documents come and services are killed all the same. */
async function whileNothingIsProven(
  { stack, system, office }: Scene,
  amount: PrivilegeOptions,
): Promise<HavocTally & { readonly early: number }> {
  await office.renameGroup('Attorneys', 'Lawyers');
  await office.leavePlainFolder();
  const [, tally] = await Promise.all([
    loadFirm(stack, amount),
    wreakHavoc(stack, { seed: amount.seed, killsPerService: KILLS_PER_SERVICE }),
  ]);
  await until(PATIENCE_MS, async () => (await system.trail.events(['RestrictedFolderRefused'])).length > 0);
  const files = await system.dropbox.files();
  await office.renameGroup('Lawyers', 'Attorneys');
  return { ...tally, early: files.filter(({ path }) => path.startsWith(RESTRICTED)).length };
}

/** The operator tries again, once the group is there. */
async function prove({ stack, system }: Stage): Promise<void> {
  say('the group is there; the operator tries again');
  await until(PATIENCE_MS, async () => {
    if ((await system.trail.events(['RestrictedFolderProven'])).length > 0) return true;
    await runCounterpart(stack, ['parked', 'retry', '--all']);
    return false;
  });
}

/** Somebody opens the folder and makes a link to a file; new versions come; services are killed. */
async function replaceWhileOpen({ stack, system, office }: Scene, ids: readonly string[]): Promise<void> {
  say('a hand opens the folder, and new versions come');
  const bytes = ids.map((id) => Buffer.from(`a new version of ${id}, and just as privileged`));
  await office.watch('versions', bytes.map(contentHash));
  await office.openFolder(await namespaceOf(system));
  await office.link('priya.raman', await pathOf(system, ids[0]));
  const hand = new ClioHand(stack);
  for (const [index, id] of ids.entries()) await hand.addVersion(id, bytes[index] ?? Buffer.alloc(0));
  for (const name of ['uploader', 'archiver', 'router'] as const) {
    await wait(1000);
    await stack.kill(name);
    await stack.start(name);
  }
}

async function auditTwice({ stack, system, office }: Scene): Promise<{
  readonly auditClean: number;
  readonly auditDrifted: number;
}> {
  const clean = await runCounterpart(stack, ['privilege', 'audit']);
  if (clean.exitCode !== 0) say(JSON.stringify(clean.answer));
  await office.addPerson(await namespaceOf(system), 'grace.lin');
  const drifted = await runCounterpart(stack, ['privilege', 'audit']);
  return { auditClean: clean.exitCode, auditDrifted: drifted.exitCode };
}

async function findings({ system, office }: Omit<Scene, 'stack'>) {
  const count = async (
    name:
      | 'RestrictedFolderRefused'
      | 'RestrictedFolderProven'
      | 'RestrictedPlacementRefused'
      | 'VersionArchiveRefused',
  ) => (await system.trail.events([name])).length;
  const leaks = await office.leaks();
  const byProduct = leaks.filter(({ opened }) => opened.call !== null);
  for (const leak of byProduct.slice(0, 5)) say(inWords(leak));
  const { different, repeated } = await office.mails('was locked away');
  return {
    leaks: byProduct.length,
    openedByHand: leaks.length - byProduct.length,
    refusals: await count('RestrictedFolderRefused'),
    proofs: await count('RestrictedFolderProven'),
    refusedCommits: await count('RestrictedPlacementRefused'),
    refusedCopies: await count('VersionArchiveRefused'),
    mails: different,
    mailsRepeated: repeated,
  };
}

const inWords = ({ item, who, opened }: Exposure): string =>
  `LEAK: ${item.path} was opened for ${JSON.stringify(who)} by ${opened.route}, call ${opened.call}`;

async function privilegedIds({ clio }: System): Promise<readonly string[]> {
  const documents = await clio.documents();
  return documents
    .filter((document) => document.size > 0 && expectedRestricted(document) !== undefined)
    .map(({ id }) => id);
}

/** Where a document lies. */
async function pathOf({ dropbox, trail }: System, id: string | undefined): Promise<string> {
  const entry = (await trail.mirrored()).trail.find(({ document }) => document === id);
  const file = (await dropbox.files()).find((one) => one.id === entry?.counterpart);
  if (file === undefined) throw new ObservationFailed(`document ${id} lies nowhere`);
  return file.path;
}

async function namespaceOf({ trail }: System): Promise<string> {
  const [proven] = (await trail.events(['RestrictedFolderProven'])).map(({ event }) => event);
  if (proven?.name !== 'RestrictedFolderProven') throw new ObservationFailed('no folder was proven');
  return proven.data.namespace;
}

const settled = (system: System): Promise<void> => settleAloud(system, PATIENCE_MS);
