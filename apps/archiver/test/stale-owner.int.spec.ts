import { expect, it, onTestFinished } from 'vitest';
import { ClioConnections, DropboxConnections } from '@counterpart/connections';
import { DocumentId, FirmId, MatterId, VersionId } from '@counterpart/contracts';
import { contentHash, DropboxError } from '@counterpart/dropbox-client';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { Firms } from '@counterpart/service-defaults';
import { DropboxPremises } from '../src/adapters/dropbox-premises.js';
import { VersionSources } from '../src/adapters/version-sources.js';
import type { KnownPlan } from '../src/archive-version/archive-version.ports.js';
import { keepVersion } from '../src/archive-version/keep-version.js';
import { carryFile, type FileMove } from '../src/relocate-counterpart/carry-file.js';
import type { RelocationAnswer } from '../src/relocate-counterpart/relocate-counterpart.ports.js';
import { toldOwners, toldPlaces } from './told-owners.js';

const FIRM = FirmId.parse('hartwell');
const OPEN = '/Matters/Reyes/Brief.pdf';
const RENAMED = '/Matters/Reyes II/Brief.pdf';
const LOCKED = '/Privileged/0001/Brief.pdf';

/** A process that stands still right before each of its moves. */
class Stopping extends DropboxPremises {
  readonly #reached = Promise.withResolvers<void>();
  readonly #goOn = Promise.withResolvers<void>();
  readonly reached = this.#reached.promise;

  goOn(): void {
    this.#goOn.resolve();
  }

  override async move(...call: Parameters<DropboxPremises['move']>): Promise<RelocationAnswer> {
    this.#reached.resolve();
    await this.#goOn.promise;
    return super.move(...call);
  }
}

async function startScene() {
  const { url, close } = await startDropboxEmulator();
  onTestFinished(close);
  const firms = new Firms([
    {
      firm: FIRM,
      clio: { baseUrl: url, downloadOrigins: [url], grant: { accessToken: 'fake' }, webhookUrl: url },
      dropbox: { apiUrl: url, contentUrl: url, grant: { accessToken: 'fake-dropbox-access-token' } },
      alerts: [],
      quotas: {},
    },
  ]);
  const connections = new DropboxConnections(firms);
  const { client } = await connections.of(FIRM);
  const put = async (path: string, text: string): Promise<string> => {
    const session = await client.sessions.startClosed(Buffer.from(text));
    const entry = { session, offset: text.length, path, replaces: null, clientModified: null };
    const [put] = await client.finishBatch([entry]);
    if (put?.kind !== 'committed') throw new Error(`${path} is not in place`);
    return put.file.id;
  };
  const placeOf = async (id: string): Promise<string> => {
    const found = await client.look(id);
    return found.kind === 'file' ? found.path : found.kind;
  };
  return { connections, clio: new ClioConnections(firms), client, put, placeOf };
}

const moving = (counterpart: string, from: string, to: string): FileMove => ({
  counterpart,
  way: { from, to, via: null },
  isSought: false,
  signal: new AbortController().signal,
});

it('a stale owner of a move does not take the file out of where a later move put it', async () => {
  const { connections, put, placeOf } = await startScene();
  const file = await put(OPEN, 'secret');
  const stale = new Stopping(connections);
  const premises = new DropboxPremises(connections);
  const first = moving(file, OPEN, RENAMED);
  const late = carryFile(stale, FIRM, first);
  await stale.reached;
  expect(await carryFile(premises, FIRM, first)).toMatchObject({ kind: 'there' });
  expect(await carryFile(premises, FIRM, moving(file, RENAMED, LOCKED))).toMatchObject({ kind: 'there' });
  stale.goOn();
  expect(await late).toEqual({ kind: 'conflict', found: 'elsewhere', at: LOCKED });
  expect(await placeOf(file)).toBe(LOCKED);
});

it('a file that came to lie where another was seen is moved back', async () => {
  const { connections, client, put, placeOf } = await startScene();
  const file = await put(OPEN, 'the brief');
  const stale = new Stopping(connections);
  const late = carryFile(stale, FIRM, moving(file, OPEN, RENAMED));
  await stale.reached;
  await client.relocate('move', OPEN, LOCKED);
  const other = await put(OPEN, 'another brief');
  stale.goOn();
  expect(await late).toMatchObject({ kind: 'conflict', found: 'elsewhere', at: LOCKED });
  expect(await placeOf(other)).toBe(OPEN);
});

it('whoever lost the partition moves nothing', async () => {
  const { connections, put, placeOf } = await startScene();
  const file = await put(OPEN, 'the brief');
  const lost = { ...moving(file, OPEN, RENAMED), signal: AbortSignal.abort() };
  await expect(carryFile(new DropboxPremises(connections), FIRM, lost)).rejects.toBeInstanceOf(DropboxError);
  expect(await placeOf(file)).toBe(OPEN);
});

it('a stale owner copies no prior version out of where the file was locked away', async () => {
  const { connections, clio, client, put } = await startScene();
  const file = await put(OPEN, 'secret');
  const found = await client.look(file);
  if (found.kind !== 'file') throw new Error('it lies there');
  const plan: KnownPlan = {
    document: DocumentId.parse('501'),
    matter: MatterId.parse('77'),
    version: { id: VersionId.parse('9001'), number: 1 },
    counterpart: file,
    rev: found.rev,
    size: 6,
    contentHash: contentHash(Buffer.from('secret')),
    to: { folder: '/Matters/Reyes/_Archive', name: 'Brief_v1_20260501.pdf', disambiguated: false },
    policyVersion: 1,
  };
  await client.relocate('move', OPEN, LOCKED);
  const { signal } = new AbortController();
  const idle = () => Promise.resolve();
  const terms = { signal, maySend: () => Promise.resolve(true), isLastTry: false };
  const late = { plan, seen: found, grave: null, seal: idle, ...terms };
  expect(
    await keepVersion(new VersionSources(connections, clio, toldOwners(), toldPlaces()), FIRM, late),
  ).toBeUndefined();
  expect((await client.listings.filesBelow('')).map(({ path }) => path)).toEqual([LOCKED]);
});
