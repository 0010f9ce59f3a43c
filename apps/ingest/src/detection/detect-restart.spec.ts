import {
  connectionStream,
  DocumentId,
  documentStream,
  DropboxAccounts,
  EventId,
  FirmId,
  MatterId,
  NamespaceId,
  StreamName,
  type ConsentedAccount,
  type Event,
  type EventData,
  type EventName,
} from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { detectRestart } from './detect-restart.js';

const FIRM = FirmId.parse('reyes');
const [DOCUMENT, MATTER] = [DocumentId.parse('501'), MatterId.parse('77')];
const account = (id: string): ConsentedAccount => ({ id, name: 'Reyes', root: `root-${id}` });
const place = ({ id, root }: ConsentedAccount) => ({ id, root });
const [OLD, NEW] = [account('old'), account('new')];

const idOf = (n: number): EventId => EventId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

function at<Name extends EventName>(position: number, name: Name, data: EventData<Name>) {
  const event = {
    specversion: '1.0' as const,
    id: idOf(position),
    source: '/counterpart/test',
    subject: StreamName.parse(
      name === 'VendorConnected' ? connectionStream(FIRM) : documentStream(FIRM, DOCUMENT),
    ),
    time: '2026-05-01T10:00:00Z',
    datacontenttype: 'application/json' as const,
    firm: FIRM,
    type: `${name}.v1`,
    name,
    data,
  };
  return { event: event as unknown as Event, position: BigInt(position) };
}

const connected = (position: number, now: ConsentedAccount, replaces: ConsentedAccount | null = null) =>
  at(position, 'VendorConnected', { vendor: 'dropbox', serial: 1, account: now, replaces });

const about = { document: DOCUMENT, matter: MATTER, versionNumber: 1 };
const file = {
  namespace: NamespaceId.parse('7'),
  size: 1,
  contentHash: 'a'.repeat(64),
  sha256: 'b'.repeat(64),
};
const staged = (position: number, routed: number) =>
  at(position, 'DocumentStaged', {
    ...about,
    ...file,
    routed: idOf(routed),
    attempt: 1,
    session: 'session',
    placement: { folder: '/Matters', name: 'a.pdf', disambiguated: false },
    replaces: null,
    clientModified: null,
  } as EventData<'DocumentStaged'>);
const mirrored = (position: number, routed: number) =>
  at(position, 'DocumentMirrored', {
    ...about,
    ...file,
    routed: idOf(routed),
    path: '/Matters/a.pdf',
    counterpart: 'id:a',
    rev: 'rev-1',
    how: 'written',
  });
const inTheWay = (position: number) =>
  at(position, 'PlacementConflictFound', {
    ...about,
    routed: idOf(1),
    path: '/Matters/a.pdf',
    found: 'file',
    foundRev: null,
    foundContentHash: null,
    contentHash: file.contentHash,
  });
const restarted = (position: number) =>
  at(position, 'MirroringRestarted', {
    document: DOCUMENT,
    matter: MATTER,
    left: place(OLD),
    account: place(NEW),
  });

const CHANGED = new DropboxAccounts([connected(1, OLD), connected(50, NEW, OLD)]);
const RESTART = { left: place(OLD), account: place(NEW) };

describe('a document is mirrored anew', () => {
  it('where it was committed in the account of before', () => {
    expect(detectRestart([staged(10, 9), mirrored(11, 9)], CHANGED)).toEqual(RESTART);
  });

  it('where it was staged in the account of before and its commit was told late', () => {
    expect(detectRestart([staged(49, 9), mirrored(51, 9)], CHANGED)).toEqual(RESTART);
  });

  it('where something stood in its way there, and it came nowhere', () => {
    expect(detectRestart([inTheWay(10)], CHANGED)).toEqual(RESTART);
  });
});

describe('a document is not mirrored anew', () => {
  it.each([
    ['that was never mirrored', []],
    ['that was committed in the account of now', [mirrored(10, 9), staged(60, 59), mirrored(61, 59)]],
    ['that was told to be already', [mirrored(10, 9), restarted(60)]],
  ])('%s', (_, story) => {
    expect(detectRestart(story, CHANGED)).toBeNull();
  });

  it('where the firm went back to the account in which it lies', () => {
    const back = new DropboxAccounts([connected(1, OLD), connected(50, NEW, OLD), connected(70, OLD, NEW)]);
    expect(detectRestart([mirrored(10, 9)], back)).toBeNull();
    expect(detectRestart([mirrored(10, 9), restarted(60)], back)).toEqual({
      left: place(NEW),
      account: place(OLD),
    });
  });

  it('where the firm connected one account alone, or the trail does not tell which', () => {
    expect(detectRestart([mirrored(10, 9)], new DropboxAccounts([connected(20, NEW)]))).toBeNull();
    expect(detectRestart([mirrored(10, 9)], new DropboxAccounts([]))).toBeNull();
  });
});
