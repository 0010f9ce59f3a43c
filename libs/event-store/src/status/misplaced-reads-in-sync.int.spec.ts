import { MatterId } from '@counterpart/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aMatter, nextDocument } from '../../test/sample-events.js';
import {
  added,
  changed,
  discarded,
  folderInTheWay,
  folderPlanned,
  folderRefused,
  folderRelocated,
  inTheWay,
  mirrored,
  planned,
  refused,
  relocated,
  reviewOf,
  StandingScene,
} from '../../test/standing-scene.js';
import { rebuildBeside } from '../projections/rebuild-beside.js';
import { STATUS_PROJECTION } from './status-projection.js';

/* A file that could not be moved stayed in the old matter’s folder, and the new matter was told to be in sync. */

const OTHER = MatterId.parse('78');
const AT = '2026-11-24T09:00:00.000Z';
const CHANGED = '2026-11-24T09:40:00.000Z';
const at = (minute: number): string => `2026-11-24T10:${String(minute).padStart(2, '0')}:00.000Z`;
const IN_SYNC = { inSync: 1, pending: 0, conflict: 0, dead: 0, oldestUnsynced: null };

let scene: StandingScene;
beforeEach(async () => {
  scene = await StandingScene.open();
});
afterEach(() => scene[Symbol.asyncDispose]());

/** A mirrored document that goes to another matter in Clio. @returns it, and the change */
async function filedElsewhere() {
  const document = nextDocument();
  await scene.tell(AT, [added(document), mirrored(document)]);
  const change = await scene.tell(at(0), [changed(document, OTHER, CHANGED)]);
  return { document, change };
}

describe('a document whose move is decided', () => {
  it('waits since it was changed in Clio, until it lies there', async () => {
    const { document, change } = await filedElsewhere();
    const plan = await scene.tell(at(1), [planned(document, OTHER)], change);
    expect(await scene.standing(OTHER)).toMatchObject({
      inClio: 1,
      inDropbox: 1,
      inSync: 0,
      pending: 1,
      oldestUnsynced: new Date(CHANGED),
      unsynced: [{ document, state: 'routed', reason: null }],
    });
    await scene.tell(at(2), [relocated(document, OTHER, plan)], plan);
    expect(await scene.standing(OTHER)).toMatchObject(IN_SYNC);
  });

  it('and meets a conflict is in conflict, and comes to the same when it is folded anew', async () => {
    const { document, change } = await filedElsewhere();
    const plan = await scene.tell(at(1), [planned(document, OTHER)], change);
    await scene.tell(at(2), [inTheWay(document, OTHER, plan)], plan);
    const standing = await scene.standing(OTHER);
    expect(standing).toMatchObject({ inSync: 0, conflict: 1, oldestUnsynced: new Date(CHANGED) });
    expect(await scene.standing()).toMatchObject({ matters: [{ matter: OTHER, conflict: 1 }] });
    await rebuildBeside(await scene.database.connectAdmin(), STATUS_PROJECTION);
    expect(await scene.standing(OTHER)).toEqual(standing);
  });

  it('is in sync once a later move took it there', async () => {
    const { document } = await filedElsewhere();
    const first = await scene.tell(at(1), [planned(document, OTHER)]);
    await scene.tell(at(2), [inTheWay(document, OTHER, first)]);
    const second = await scene.tell(at(3), [planned(document, OTHER)]);
    expect(await scene.standing(OTHER)).toMatchObject({ pending: 1, oldestUnsynced: new Date(at(1)) });
    await scene.tell(at(4), [relocated(document, OTHER, second)]);
    expect(await scene.standing(OTHER)).toMatchObject(IN_SYNC);
  });

  it('does not wait for a prior version that goes along', async () => {
    const { document } = await filedElsewhere();
    const plan = await scene.tell(at(1), [planned(document, OTHER)]);
    const along = await scene.tell(at(1), [planned(document, OTHER, { along: true })]);
    await scene.tell(at(2), [relocated(document, OTHER, plan), inTheWay(document, OTHER, along)]);
    expect(await scene.standing(OTHER)).toMatchObject(IN_SYNC);
  });

  it.each([
    [
      'the document changes in Clio',
      (document: ReturnType<typeof nextDocument>) => changed(document, OTHER, at(3)),
    ],
    ['its matter is looked at anew', () => reviewOf(OTHER, 'policy-applied')],
  ] as const)('and could not be moved is decided anew when %s', async (_, news) => {
    const { document } = await filedElsewhere();
    const plan = await scene.tell(at(1), [planned(document, OTHER)]);
    await scene.tell(at(2), [inTheWay(document, OTHER, plan)]);
    await scene.tell(at(3), [news(document)]);
    expect(await scene.standing(OTHER)).toMatchObject(IN_SYNC);
  });
});

describe('a move that was refused', () => {
  it.each([
    ['out-of-restricted', 'CONFIRMATION_MISSING'],
    ['into-restricted', 'RESTRICTED_FOLDER_NOT_PROVEN'],
    ['into-restricted', 'LEGAL_HOLD'],
    ['unchanged', 'MARKED_PRIVILEGED'],
  ] as const)('%s, because of %s, leaves it given up', async (access, reason) => {
    const { document } = await filedElsewhere();
    const plan = await scene.tell(at(1), [planned(document, OTHER, { access })]);
    await scene.tell(at(2), [refused(document, OTHER, plan, reason)]);
    expect(await scene.standing(OTHER)).toMatchObject({
      inSync: 0,
      dead: 1,
      oldestUnsynced: new Date(at(1)),
      unsynced: [{ state: 'dead', reason }],
    });
  });

  it('by a legal hold leaves it where a rule keeps it', async () => {
    const { document } = await filedElsewhere();
    const plan = await scene.tell(at(1), [planned(document, OTHER)]);
    await scene.tell(at(2), [refused(document, OTHER, plan, 'LEGAL_HOLD')]);
    expect(await scene.standing(OTHER)).toMatchObject(IN_SYNC);
  });

  it('is not forgotten by a review while a hold keeps a privileged document in the open', async () => {
    const { document } = await filedElsewhere();
    const plan = await scene.tell(at(1), [planned(document, OTHER, { access: 'into-restricted' })]);
    await scene.tell(at(2), [refused(document, OTHER, plan, 'LEGAL_HOLD')]);
    await scene.tell(at(3), [reviewOf(OTHER, 'policy-applied')]);
    expect(await scene.standing(OTHER)).toMatchObject({ inSync: 0, dead: 1 });
  });

  it('and one that a person gave up leave it given up', async () => {
    const { document } = await filedElsewhere();
    const plan = await scene.tell(at(1), [planned(document, OTHER)]);
    await scene.tell(at(2), [discarded(document, plan)]);
    expect(await scene.standing(OTHER)).toMatchObject({
      dead: 1,
      unsynced: [{ reason: 'DROPBOX_FORBIDDEN' }],
    });
  });
});

describe('a whole folder that is to move', () => {
  const documents = [nextDocument(), nextDocument()];
  const toMove = async () => {
    await scene.tell(
      AT,
      documents.flatMap((document) => [added(document), mirrored(document)]),
    );
    return scene.tell(at(1), [folderPlanned()]);
  };

  it('takes all documents below it for pending until it lies there', async () => {
    const plan = await toMove();
    expect(await scene.standing(aMatter)).toMatchObject({
      inSync: 0,
      pending: 2,
      oldestUnsynced: new Date(at(1)),
    });
    await scene.tell(at(2), [folderRelocated(plan)]);
    expect(await scene.standing(aMatter)).toMatchObject({ ...IN_SYNC, inSync: 2 });
  });

  it('and cannot leaves them in conflict, also after the review that follows', async () => {
    const plan = await toMove();
    await scene.tell(at(2), [folderInTheWay(plan, 'file'), reviewOf(aMatter, 'folder-relocated')]);
    expect(await scene.standing(aMatter)).toMatchObject({ inSync: 0, conflict: 2 });
    const again = await scene.tell(at(3), [folderPlanned()]);
    await scene.tell(at(4), [folderRelocated(again)]);
    expect(await scene.standing(aMatter)).toMatchObject({ ...IN_SYNC, inSync: 2 });
  });

  it.each([
    [
      'a folder stands there: documents go one by one',
      (plan: Parameters<typeof folderRefused>[0]) => folderInTheWay(plan, 'folder'),
    ],
    ['a hold keeps it', folderRefused],
  ] as const)('leaves them as they are where %s', async (_, outcome) => {
    const plan = await toMove();
    await scene.tell(at(2), [outcome(plan)]);
    expect(await scene.standing(aMatter)).toMatchObject({ ...IN_SYNC, inSync: 2 });
  });

  it('and was given up by a person leaves them given up', async () => {
    const plan = await toMove();
    await scene.tell(at(2), [discarded(null, plan)]);
    expect(await scene.standing(aMatter)).toMatchObject({ inSync: 0, dead: 2 });
  });
});
