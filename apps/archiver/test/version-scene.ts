import { onTestFinished } from 'vitest';
import { ClioConnections, DropboxConnections, GrantTokens } from '@counterpart/connections';
import { DocumentId, FirmId, MatterId, VersionId } from '@counterpart/contracts';
import { contentHash } from '@counterpart/dropbox-client';
import { startClioEmulator } from '@counterpart/emulator-clio';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { Firms } from '@counterpart/service-defaults';
import { faultPlan, emulatorAdmin, emulatedTree } from '@counterpart/testing';
import { VersionSources } from '../src/adapters/version-sources.js';
import type { Delivery, Verdict } from '@counterpart/eventing';
import type { KnownPlan, ShelfGate, VersionFiles } from '../src/archive-version/archive-version.ports.js';
import { ArchiveVersion } from '../src/archive-version/archive-version.handler.js';
import { keepVersion, type Keeping } from '../src/archive-version/keep-version.js';
import { toldOwners, toldPlaces } from './told-owners.js';

export const FIRM = FirmId.parse('hartwell');
export const PLACE = '/Matters/2026-0001/Brief.pdf';
export const ARCHIVE = '/Matters/2026-0001/_Archive';
export const KEPT = `${ARCHIVE}/Brief_v1_20260501.pdf`;
export const hashOf = (text: string): string => contentHash(Buffer.from(text));
export const EDITED = `${ARCHIVE}/Brief_edited_${hashOf('edited by hand').slice(0, 8)}.pdf`;

const CLIO_TOKEN = 'fake-clio-access-token';

export type Plan = KnownPlan;

/** A firm’s Dropbox with version 1 of one document in place. @param grants Dropbox’s grants, as the archiver has them */
export async function startScene(grants = new GrantTokens()) {
  const [{ url, close }, clio] = [await startDropboxEmulator(), await startClioEmulator({ rateLimit: null })];
  onTestFinished(async () => {
    await Promise.all([close(), clio.close()]);
  });
  const firms = new Firms([
    {
      firm: FIRM,
      clio: {
        baseUrl: clio.url,
        downloadOrigins: [clio.downloadUrl],
        grant: { accessToken: CLIO_TOKEN },
        webhookUrl: url,
      },
      dropbox: { apiUrl: url, contentUrl: url, grant: { accessToken: 'fake-dropbox-access-token' } },
      alerts: [],
      quotas: {},
    },
  ]);
  const connections = new DropboxConnections(firms, undefined, grants);
  const clioConnections = new ClioConnections(firms);
  const { client } = await connections.of(FIRM);
  const session = await client.sessions.startClosed(Buffer.from('first'));
  const entry = { session, offset: 5, path: PLACE, replaces: null, clientModified: null };
  const [committed] = await client.finishBatch([entry]);
  if (committed?.kind !== 'committed') throw new Error('version 1 is not in place');
  const plan: Plan = {
    document: DocumentId.parse('501'),
    matter: MatterId.parse('77'),
    version: { id: VersionId.parse('9001'), number: 1 },
    counterpart: committed.file.id,
    rev: committed.file.rev,
    size: 5,
    contentHash: hashOf('first'),
    to: { folder: ARCHIVE, name: 'Brief_v1_20260501.pdf', disambiguated: false },
    policyVersion: 1,
  };
  const admin = emulatorAdmin(url);
  const edit = async (path: string, text: string): Promise<void> => {
    await admin('PUT', `file?path=${encodeURIComponent(path)}`, text);
  };
  const owners = new Map<string, DocumentId>();
  const places = new Map<string, DocumentId>();
  return {
    files: new VersionSources(connections, clioConnections, toldOwners(owners), toldPlaces(places)),
    clio: clioConnections,
    owners,
    /** Places that were given to documents, by path. */
    places,
    client,
    plan,
    edit,
    remove: (path: string) => admin('DELETE', `file?path=${encodeURIComponent(path)}`),
    faults: faultPlan(url, onTestFinished),
    clioFaults: faultPlan(clio.url, onTestFinished),
    /** The plan of a version that Clio has, with these bytes. */
    inClio: async (text: string): Promise<Plan> => ({ ...plan, ...(await addToClio(clio.url, text)) }),
    /** A person deletes a document in Clio. */
    deleteInClio: (document: DocumentId) =>
      fetch(`${clio.url}/api/v4/documents/${document}.json`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${CLIO_TOKEN}` },
      }),
    /** Files by path, told by what their content is. */
    tree: async (): Promise<Readonly<Record<string, string>>> => {
      const entries = await emulatedTree(url);
      const files = entries.filter(({ type }) => type === 'file');
      return Object.fromEntries(
        files.map((file) => [file.path_display, TEXTS.get(file.content_hash) ?? 'unknown']),
      );
    },
  };
}

const TEXTS = new Map(
  ['first', 'other', 'edited by hand', 'edited again', 'something else'].map((text) => [hashOf(text), text]),
);

/** Looks, and keeps what it saw. @param grave where it lay, if that is known; here no other try is to come */
export const keep = (
  files: VersionFiles,
  plan: Plan,
  grave: string | null = null,
): Promise<Keeping | undefined> => keepAt(files, plan, { grave, isLastTry: true });

/** As {@link keep}, by one of many tries. */
export async function keepAt(
  files: VersionFiles,
  plan: Plan,
  { grave = null, isLastTry }: { readonly grave?: string | null; readonly isLastTry: boolean },
): Promise<Keeping | undefined> {
  const seen = await files.look(FIRM, plan.counterpart);
  return keepVersion(files, FIRM, {
    plan,
    seen,
    grave: seen.kind === 'nothing' ? grave : null,
    seal: () => Promise.resolve(),
    signal: new AbortController().signal,
    maySend: () => Promise.resolve(true),
    isLastTry,
  });
}

/** What the handler says of a version that is to be kept, at a try. @param told what it recorded */
export const tryOf = (
  files: VersionFiles,
  data: Plan,
  tries: number,
  told: unknown[] = [],
): Promise<Verdict> => tryBehind(() => Promise.resolve(null), files, data, { tries, told });

/** As {@link tryOf}, behind a gate. */
export function tryBehind(
  refusalOf: ShelfGate['refusalOf'],
  files: VersionFiles,
  data: Plan,
  { tries, told }: { readonly tries: number; readonly told: unknown[] },
): Promise<Verdict> {
  const store = {
    answered: () => Promise.resolve(new Set()),
    readStreams: () => Promise.resolve(new Map()),
    readStream: () => Promise.resolve([]),
    transact: (work: (tx: unknown) => Promise<void>) => work(undefined),
    append: (_tx: unknown, _cause: unknown, writes: readonly { readonly events: readonly unknown[] }[]) => {
      told.push(...writes.flatMap(({ events }) => events));
      return Promise.resolve();
    },
  };
  const gate = { refusalOf, seal: () => Promise.resolve() };
  const handler = new ArchiveVersion(store as never, files, gate, () => new Date());
  const event = { id: 'planned', firm: FIRM, data };
  const delivery = { event, tries, signal: new AbortController().signal, fence: null };
  return handler.handle(delivery as unknown as Delivery<'VersionArchivePlanned'>);
}

/** Dies at one call, before or after its effect. */
export function mortal(
  files: VersionFiles,
  dies: { readonly at: number; readonly after: boolean },
): VersionFiles {
  let calls = 0;
  const mortally = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls === dies.at && !dies.after) throw new Error('killed');
    const result = await call();
    if (calls === dies.at) throw new Error('killed');
    return result;
  };
  return {
    look: (...args) => mortally(() => files.look(...args)),
    copy: (...args) => mortally(() => files.copy(...args)),
    move: (...args) => mortally(() => files.move(...args)),
    recover: (...args) => mortally(() => files.recover(...args)),
    revive: (...args) => mortally(() => files.revive(...args)),
    fetch: (...args) => mortally(() => files.fetch(...args)),
    late: async (...args) => {
      const bytes = await mortally(() => files.late(...args));
      return bytes && { ...bytes, putAt: (path) => mortally(() => bytes.putAt(path)) };
    },
    isAnothers: (...args) => files.isAnothers(...args),
    verdictOf: (error) => files.verdictOf(error),
  };
}

interface ClioAnswer {
  readonly id: number;
  readonly latest_document_version: {
    readonly id: number;
    readonly uuid: string;
    readonly put_url: string;
    readonly put_headers: readonly { readonly name: string; readonly value: string }[];
  };
}

/** A document of these bytes, added in Clio’s three steps. */
async function addToClio(url: string, text: string): Promise<Pick<Plan, 'document' | 'version'>> {
  const call = async (method: string, path: string, data: object): Promise<ClioAnswer> => {
    const response = await fetch(`${url}/api/v4${path}`, {
      method,
      headers: { authorization: `Bearer ${CLIO_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ data }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { data: ClioAnswer }).data;
  };
  const contact = await call('POST', '/contacts.json', { type: 'Company', name: 'Reyes' });
  const matter = { client: { id: contact.id }, description: 'Reyes', status: 'open' };
  const parent = { id: (await call('POST', '/matters.json', matter)).id, type: 'Matter' };
  const made = await call(
    'POST',
    '/documents.json?fields=id,latest_document_version{id,uuid,put_url,put_headers}',
    {
      name: 'Brief.pdf',
      filename: 'Brief.pdf',
      parent,
    },
  );
  const { id, uuid, put_url: target, put_headers: headers } = made.latest_document_version;
  await fetch(target, {
    method: 'PUT',
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    body: text,
  });
  await call('PATCH', `/documents/${made.id}.json?fields=id`, { uuid, fully_uploaded: true });
  return {
    document: DocumentId.parse(String(made.id)),
    version: { id: VersionId.parse(String(id)), number: 1 },
  };
}
