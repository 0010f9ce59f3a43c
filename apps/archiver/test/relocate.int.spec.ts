import { describe, expect, it } from 'vitest';
import { matterStream, type EventData } from '@counterpart/contracts';
import { DOCUMENT, FIRM, MATTER, startScene, type Scene, type TreeFile } from './scene.js';

const FROM = '/Matters/2026-0001-Reyes/Pleadings/Brief.pdf';
const TO = '/Matters/2026-0001-Reyes/Discovery/Brief.pdf';

const placementOf = (path: string) => ({
  folder: path.slice(0, path.lastIndexOf('/')),
  name: path.slice(path.lastIndexOf('/') + 1),
  disambiguated: false,
});

const STAYS_OPEN = { via: null, access: 'unchanged', policyVersion: 0 } as const;

const fileMove = (
  file: TreeFile,
  to: string,
  details: Partial<EventData<'RelocationPlanned'>> = {},
): EventData<'RelocationPlanned'> => ({
  ...STAYS_OPEN,
  why: [],
  matter: MATTER,
  document: DOCUMENT,
  counterpart: file.id,
  from: FROM,
  to: placementOf(to),
  ...details,
});

const folderMove = (
  from: string,
  to: string,
  details: Partial<EventData<'RelocationPlanned'>> = {},
): EventData<'RelocationPlanned'> => ({
  ...STAYS_OPEN,
  why: [],
  matter: MATTER,
  document: null,
  counterpart: null,
  from,
  to: placementOf(to),
  ...details,
});

async function moveFile(scene: Scene, details: Partial<EventData<'RelocationPlanned'>> = {}, to = TO) {
  const file = await scene.put(FROM, 'the brief');
  return { file, planned: await scene.planned('RelocationPlanned', fileMove(file, to, details)) };
}

describe('a counterpart that moves', () => {
  it('keeps its id, its revision and its bytes; a redelivery finds it done', async () => {
    const scene = await startScene();
    const { file, planned } = await moveFile(scene);
    expect(await scene.carryOut(planned)).toMatchObject({ kind: 'done' });
    expect((await scene.files()).get(TO)).toEqual({ ...file, path: TO });
    expect(await scene.outcome(DOCUMENT)).toMatchObject({
      name: 'Relocated',
      data: { planned: planned.id, purpose: 'follow', counterpart: file.id, rev: file.rev, how: 'moved' },
    });
    expect(await scene.carryOut(planned)).toMatchObject({ kind: 'skip' });
    expect(await scene.changes()).toEqual(['files/move_v2']);
  });

  it('is found where a lost answer left it', async () => {
    const scene = await startScene();
    const { file, planned } = await moveFile(scene);
    await scene.plan({ route: 'move_v2', times: 1, effect: { kind: 'reset-after' } });
    expect(await scene.carryOut(planned)).toMatchObject({ kind: 'done' });
    expect((await scene.files()).get(TO)?.id).toBe(file.id);
    expect(await scene.outcome(DOCUMENT)).toMatchObject({ name: 'Relocated' });
  });

  it('changes the case of its name in two steps, and goes on after a crash between them', async () => {
    const scene = await startScene();
    const [to, via] = [FROM.replace('Brief', 'BRIEF'), FROM.replace('Brief', 'Brief (renaming 11)')];
    const { file, planned } = await moveFile(scene, { via }, to);
    await scene.move(FROM, via);
    expect(await scene.carryOut(planned)).toMatchObject({ kind: 'done' });
    expect([...(await scene.files()).values()]).toEqual([{ ...file, path: to }]);
    const again = await scene.planned(
      'RelocationPlanned',
      fileMove(file, FROM, { from: to, via, document: DOCUMENT }),
    );
    await scene.carryOut(again);
    expect((await scene.files()).get(FROM)?.id).toBe(file.id);
  });

  it('never overwrites what somebody put in its way', async () => {
    const scene = await startScene();
    const { file, planned } = await moveFile(scene);
    const other = await scene.put(TO, 'by hand');
    expect(await scene.carryOut(planned)).toMatchObject({ kind: 'done' });
    expect(await scene.outcome(DOCUMENT)).toMatchObject({
      name: 'RelocationConflictFound',
      data: { found: 'file', at: TO },
    });
    expect(await scene.files()).toEqual(
      new Map([
        [FROM, file],
        [TO, other],
      ]),
    );
  });

  it('stays where somebody moved it by hand, and that is told', async () => {
    const scene = await startScene();
    const { planned } = await moveFile(scene);
    await scene.move(FROM, '/Matters/elsewhere.pdf');
    await scene.carryOut(planned);
    expect(await scene.outcome(DOCUMENT)).toMatchObject({
      name: 'RelocationConflictFound',
      data: { found: 'elsewhere', at: '/Matters/elsewhere.pdf' },
    });
  });

  it('is told missing where there is none any more', async () => {
    const scene = await startScene();
    const file = await scene.put(FROM, 'x');
    const gone = await scene.planned(
      'RelocationPlanned',
      fileMove({ ...file, id: 'id:0000000000000000000001' }, TO),
    );
    await scene.carryOut(gone);
    expect(await scene.outcome(DOCUMENT)).toMatchObject({ data: { found: 'nothing', at: null } });
  });

  it('is not touched where the move would change who can see it', async () => {
    for (const [access, reason] of [
      ['into-restricted', 'RESTRICTED_FOLDER_NOT_PROVEN'],
      ['out-of-restricted', 'CONFIRMATION_MISSING'],
    ] as const) {
      const scene = await startScene();
      const { file, planned } = await moveFile(scene, { access });
      expect(await scene.carryOut(planned)).toMatchObject({ kind: 'done' });
      expect(await scene.outcome(DOCUMENT)).toMatchObject({ name: 'RelocationRefused', data: { reason } });
      expect(await scene.files()).toEqual(new Map([[FROM, file]]));
      expect(await scene.changes()).toEqual([]);
    }
  });

  it('waits where Dropbox is away', async () => {
    const scene = await startScene();
    const { planned } = await moveFile(scene);
    await scene.plan({ route: 'get_metadata', effect: { kind: 'status', code: 503 } });
    expect(await scene.carryOut(planned)).toMatchObject({ kind: 'outage' });
    await scene.plan();
    expect(await scene.carryOut(planned)).toMatchObject({ kind: 'done' });
  });
});

describe('a matter’s folder that moves', () => {
  const [OLD, NEW] = ['/Matters/2026-0001-Reyes', '/Matters/2026-0001-Ortiz'];
  const within = (folder: string): string => `${folder}/Pleadings/Brief.pdf`;

  it('takes along all that lies below it, by one call', async () => {
    const scene = await startScene();
    const [ours, theirs] = [
      await scene.put(within(OLD), 'ours'),
      await scene.put(`${OLD}/notes.txt`, 'theirs'),
    ];
    await scene.carryOut(await scene.planned('RelocationPlanned', folderMove(OLD, NEW)));
    expect(await scene.files()).toEqual(
      new Map([
        [within(NEW), { ...ours, path: within(NEW) }],
        [`${NEW}/notes.txt`, { ...theirs, path: `${NEW}/notes.txt` }],
      ]),
    );
    expect(await scene.changes()).toEqual(['files/move_v2']);
  });

  it('is known again after a lost answer by what lay in it', async () => {
    const scene = await startScene();
    const { id } = await scene.put(within(OLD), 'ours');
    await scene.move(OLD, NEW);
    const witness = { counterpart: id, path: within(OLD) };
    await scene.carryOut(await scene.planned('RelocationPlanned', folderMove(OLD, NEW, { witness })));
    expect(await scene.outcome(null)).toMatchObject({ name: 'Relocated', data: { how: 'found' } });
  });

  it('is not taken for a folder that somebody made by hand', async () => {
    const scene = await startScene();
    const { id } = await scene.put(within(OLD), 'ours');
    await scene.move(OLD, '/Old papers');
    await scene.put(`${NEW}/notes.txt`, 'by hand');
    const witness = { counterpart: id, path: within(OLD) };
    await scene.carryOut(await scene.planned('RelocationPlanned', folderMove(OLD, NEW, { witness })));
    expect(await scene.outcome(null)).toMatchObject({ data: { found: 'nothing' } });
  });

  it('stays where a folder stands in its way', async () => {
    const scene = await startScene();
    await scene.put(within(OLD), 'ours');
    await scene.put(`${NEW}/notes.txt`, 'by hand');
    await scene.carryOut(await scene.planned('RelocationPlanned', folderMove(OLD, NEW)));
    expect(await scene.outcome(null)).toMatchObject({ data: { found: 'folder', at: NEW } });
    expect((await scene.files()).has(within(OLD))).toBe(true);
  });

  it('changes the case of its name in two steps', async () => {
    const scene = await startScene();
    const file = await scene.put(within(OLD), 'ours');
    const [to, via] = ['/Matters/2026-0001-REYES', `${OLD} (renaming 5)`];
    await scene.carryOut(await scene.planned('RelocationPlanned', folderMove(OLD, to, { via })));
    expect([...(await scene.files()).values()]).toMatchObject([{ id: file.id, path: within(to) }]);
    expect(await scene.outcome(null)).toMatchObject({ name: 'Relocated', data: { how: 'moved' } });
  });

  it('of more than 10,000 items moves part by part, and goes on after a crash', async () => {
    const scene = await startScene();
    const file = await scene.put(within(OLD), 'ours');
    const many = Array.from({ length: 5500 }, (_, index) => `${index}`);
    await scene.makeFolders(many.map((name) => `${OLD}/A/${name}`));
    await scene.makeFolders(many.map((name) => `${OLD}/B/${name}`));
    const planned = await scene.planned('RelocationPlanned', folderMove(OLD, NEW));
    // The second part meets an outage: what went before is not undone, and what is left goes later.
    await scene.plan({ route: 'move_v2', every: 3, effect: { kind: 'status', code: 503 } });
    const verdict = await scene.carryOut(planned);
    await scene.plan();
    if (verdict.kind !== 'done') await scene.carryOut(planned);
    expect(await scene.outcome(null)).toMatchObject({ name: 'Relocated', data: { how: 'in-parts' } });
    expect([...(await scene.files()).values()]).toEqual([{ ...file, path: within(NEW) }]);
  });

  it('comes back whole to the folder that its parts left, with what people put there by hand', async () => {
    const scene = await startScene();
    const file = await scene.put(within(OLD), 'ours');
    const note = await scene.put(`${OLD}/Notes/By hand.txt`, 'by hand');
    await tooMany(scene, OLD);
    await scene.carryOut(await scene.planned('RelocationPlanned', folderMove(OLD, NEW)));
    expect([...(await scene.files()).keys()].toSorted()).toEqual(
      [within(NEW), `${NEW}/Notes/By hand.txt`].toSorted(),
    );
    await scene.carryOut(await scene.planned('RelocationPlanned', folderMove(NEW, OLD)));
    expect(await scene.outcome(null)).toMatchObject({ name: 'Relocated', data: { how: 'in-parts' } });
    const back = new Set([...(await scene.files()).values()].map(({ id, path }) => `${id} ${path}`));
    expect(back).toEqual(new Set([`${file.id} ${file.path}`, `${note.id} ${note.path}`]));
  });

  it('takes a Paper or Google document along when it moves part by part', async () => {
    const scene = await startScene();
    await scene.put(within(OLD), 'ours');
    const paper = encodeURIComponent(`${OLD}/Outline.paper`);
    await scene.admin('PUT', `file?path=${paper}&barred=cloud-document`, 'nothing to be read');
    const planned = await scene.planned('RelocationPlanned', folderMove(OLD, NEW));
    const about = { matter: MATTER, document: null, planned: planned.id, from: OLD, to: NEW };
    await scene.tell(matterStream(FIRM, MATTER), 'RelocationSplit', about);
    expect(await scene.carryOut(planned)).toMatchObject({ kind: 'done' });
    expect(await scene.outcome(null)).toMatchObject({ name: 'Relocated', data: { how: 'in-parts' } });
    expect([...(await scene.files()).keys()].toSorted()).toEqual(
      [`${NEW}/Outline.paper`, within(NEW)].toSorted(),
    );
  });

  it('is finished under a legal hold that came when parts had gone', async () => {
    const scene = await startScene();
    await scene.put(within(OLD), 'ours');
    await scene.put(`${OLD}/Discovery/Exhibit.pdf`, 'exhibit');
    const planned = await scene.planned('RelocationPlanned', folderMove(OLD, NEW));
    const about = { matter: MATTER, document: null, planned: planned.id, from: OLD, to: NEW };
    await scene.tell(matterStream(FIRM, MATTER), 'RelocationSplit', about);
    await scene.makeFolders([NEW]);
    await scene.move(`${OLD}/Discovery`, `${NEW}/Discovery`);
    await scene.tell(matterStream(FIRM, MATTER), 'LegalHoldSet', {
      matter: MATTER,
      reason: 'Preservation letter',
    });
    await scene.carryOut(planned);
    expect(await scene.outcome(null)).toMatchObject({ name: 'Relocated', data: { how: 'in-parts' } });
    expect([...(await scene.files()).keys()].toSorted()).toEqual(
      [`${NEW}/Discovery/Exhibit.pdf`, within(NEW)].toSorted(),
    );
  });
});

/** More than Dropbox moves in one call. */
async function tooMany(scene: Scene, folder: string): Promise<void> {
  const many = Array.from({ length: 5100 }, (_, index) => `${index}`);
  await scene.makeFolders(many.map((name) => `${folder}/A/${name}`));
  await scene.makeFolders(many.map((name) => `${folder}/B/${name}`));
}

describe('a copy of what a client uploaded', () => {
  const PATH = '/ClientUploads/2026-0001/W2.pdf';
  const copyOf = (file: TreeFile): EventData<'CopyPlanned'> => ({
    document: DOCUMENT,
    matter: MATTER,
    versionNumber: 1,
    counterpart: file.id,
    size: file.size,
    contentHash: file.hash,
    copy: { purpose: 'client-upload', folder: '/ClientUploads/2026-0001', name: 'W2.pdf' },
  });

  it('is made once, with the same content', async () => {
    const scene = await startScene();
    const file = await scene.put(FROM, 'W-2');
    const planned = await scene.planned('CopyPlanned', copyOf(file));
    await scene.plan({ route: 'copy_v2', times: 1, effect: { kind: 'reset-after' } });
    let verdict = await scene.copy(planned);
    if (verdict.kind !== 'done') verdict = await scene.copy(planned);
    expect(verdict).toMatchObject({ kind: 'done' });
    const files = await scene.files();
    expect([...files.keys()].toSorted()).toEqual([PATH, FROM]);
    expect(files.get(PATH)?.hash).toBe(file.hash);
    expect(await scene.copy(planned)).toMatchObject({ kind: 'skip' });
  });

  it('is not made of what was marked privileged since it was planned, and the rule is told', async () => {
    const scene = await startScene();
    const file = await scene.put(FROM, 'W-2');
    const planned = await scene.planned('CopyPlanned', copyOf(file));
    await scene.categorise('Attorney-Client');
    await scene.copy(planned);
    expect(await scene.outcome(DOCUMENT)).toMatchObject({
      name: 'CopyWithheld',
      data: { why: { rule: 'privileged.categories' } },
    });
    expect([...(await scene.files()).keys()]).toEqual([FROM]);
  });

  it('never overwrites what lies there', async () => {
    const scene = await startScene();
    const file = await scene.put(FROM, 'W-2');
    const other = await scene.put(PATH, 'by hand');
    await scene.copy(await scene.planned('CopyPlanned', copyOf(file)));
    expect(await scene.outcome(DOCUMENT)).toMatchObject({
      name: 'CopyConflictFound',
      data: { found: 'file' },
    });
    expect((await scene.files()).get(PATH)).toEqual(other);
  });
});
