import { contentHash } from '@counterpart/dropbox-client';
import type { Stack } from '@counterpart/local';
import { expectedRestricted } from '../compare/expected-folders.js';
import type { ListedDocument } from '../observe/clio.js';
import { ObservationFailed } from '../observe/get-json.js';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { until } from '../until.js';
import type { System } from '../verify.js';
import { ClioHand } from './clio-hand.js';
import type { PrivilegeOffice } from './privilege-office.js';

/** What marking documents later came to. */
export interface LateMarks {
  /** Documents that lay open, with guests and links, and were marked then. */
  readonly markedLater: number;
  /** Commits into open places that were refused because the document was marked while its upload was on its way. */
  readonly caughtInFlight: number;
  /** Ways in which somebody else reaches bytes of marked documents after all has settled, copies and prior versions too: none. */
  readonly stillReachable: number;
}

interface Scene {
  readonly stack: Stack;
  readonly system: System;
  readonly office: PrivilegeOffice;
}

/** Documents that lie open in matters whose privileged papers are locked away: among them what a client uploaded. */
interface Cast {
  readonly late: readonly ListedDocument[];
  readonly flying: ListedDocument;
}

const MARK = 'Privileged';
const MARKED = 'marked later';
const LATE = 3;
const PATIENCE_MS = 180_000;

/**
 * Documents that lie open are marked: one has a guest and links on it and above it, one is a client’s upload with its copy,
 * and one is marked while its next version is on its way. Services are killed meanwhile.
 */
export async function markLater(scene: Scene): Promise<LateMarks> {
  const { stack, system, office } = scene;
  const cast = await castOf(system);
  const [guarded] = cast.late;
  say('documents that lie open are marked privileged, one while its next version is on its way');
  const path = await pathOf(system, guarded?.id);
  await office.inviteGuest(path);
  await office.link('grace.lin', path);
  await office.link('grace.lin', path.slice(0, path.lastIndexOf('/')));
  await markInFlight(scene, cast.flying);
  const hand = new ClioHand(stack);
  for (const { id } of cast.late) await hand.categorise(id, MARK);
  for (const name of ['archiver', 'router'] as const) {
    await stack.kill(name);
    await stack.start(name);
  }
  await settleAloud(system, PATIENCE_MS);
  await watchMarked(scene);
  const [refused, leaks] = [await system.trail.events(['OpenPlacementRefused']), await office.leaks()];
  return {
    markedLater: cast.late.length + 1,
    caughtInFlight: refused.length,
    stillReachable: leaks.filter(({ watch, closed }) => watch === MARKED && closed === null).length,
  };
}

/** Every byte that is privileged by now, wherever a file holds it. */
async function watchMarked({ system, office }: Scene): Promise<void> {
  const documents = await system.clio.documents();
  const marked = new Set(
    documents.filter((document) => expectedRestricted(document) !== undefined).map(({ id }) => id),
  );
  const told = await system.trail.events(['DocumentMirrored']);
  const hashes = told.flatMap(({ event }) =>
    event.name === 'DocumentMirrored' && marked.has(event.data.document) ? [event.data.contentHash] : [],
  );
  await office.watchContents(MARKED, hashes);
}

async function castOf({ clio }: System): Promise<Cast> {
  const open = (await clio.documents()).filter(
    (document) =>
      document.size > 0 &&
      expectedRestricted(document) === undefined &&
      expectedRestricted({ ...document, category: MARK }) !== undefined,
  );
  const [uploads, others] = [
    open.filter(({ fromClient }) => fromClient),
    open.filter((one) => !one.fromClient),
  ];
  const [flying, ...rest] = others;
  const late = [...rest.slice(0, LATE - 1), ...uploads.slice(0, 1)];
  if (flying === undefined || late.length < LATE) {
    throw new ObservationFailed(`too few documents to be marked: ${others.length} and ${uploads.length}`);
  }
  return { late, flying };
}

/** The uploader is down; a version is routed to its open place; then the document is marked, and the uploader comes back. */
async function markInFlight(
  { stack, system, office }: Scene,
  { id, versionNumber }: ListedDocument,
): Promise<void> {
  const hand = new ClioHand(stack);
  const bytes = Buffer.from(`the next version of ${id}, privileged before it came`);
  await office.watchContents('in flight', [contentHash(bytes)]);
  await stack.kill('uploader');
  await hand.addVersion(id, bytes, 'Next version.pdf');
  await until(PATIENCE_MS, async () =>
    (await system.trail.events(['DocumentRouted'])).some(
      ({ event }) =>
        event.name === 'DocumentRouted' &&
        event.data.document === id &&
        event.data.version.number > versionNumber,
    ),
  );
  await hand.categorise(id, MARK);
  await until(PATIENCE_MS, async () =>
    (await system.trail.events(['DocumentChanged'])).some(
      ({ event }) =>
        event.name === 'DocumentChanged' &&
        event.data.document.id === id &&
        event.data.document.category?.name === MARK,
    ),
  );
  await stack.start('uploader');
}

async function pathOf({ dropbox, trail }: System, id: string | undefined): Promise<string> {
  const entry = (await trail.mirrored()).trail.find(({ document }) => document === id);
  const file = (await dropbox.files()).find((one) => one.id === entry?.counterpart);
  if (file === undefined) throw new ObservationFailed(`document ${id} lies nowhere`);
  return file.path;
}
