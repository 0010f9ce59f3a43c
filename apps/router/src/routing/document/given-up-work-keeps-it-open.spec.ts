import { describe, expect, it } from 'vitest';
import type { Event } from '@counterpart/contracts';
import { stragglers } from '../moves/companion-moves.js';
import {
  added,
  copyPlanned,
  deadLettered,
  fold,
  keepPlanned,
  keepRefused,
  mirrored,
  movePlanned,
  PRIVILEGED,
  relocated,
  retryOrdered,
  routed,
  sceneOf,
  versionAdded,
} from '../document-events.spec-data.js';
import { nextMove } from '../moves/next-move.js';
import { nextSteps } from '../placement/next-steps.js';
import { provenFolder, sampleDocument, told } from '../samples.spec-data.js';

/*
 * Keeping a version, or a copy of it, failed for good: the Dropbox was full. The document was marked privileged after that, and
 * stayed where anybody could read it until a person retried or discarded what had failed.
 */

const first = routed(1);
const inPlace = [added(1), first, mirrored(first)];
const marked = told('DocumentChanged', { document: sampleDocument(PRIVILEGED, 2), changed: ['category'] });

const [DISCOVERY, SHUT] = ['/Matters/2026-0001-Reyes/Discovery', '/Privileged/2026-0001'];
const [keeping, copying, renaming] = [keepPlanned(), copyPlanned(), movePlanned(DISCOVERY)];
const shutting = movePlanned(SHUT, { access: 'into-restricted' });
const along = movePlanned(DISCOVERY, { counterpart: 'id:copy', along: true });
const shut = relocated(shutting);

const moveAfter = (...events: readonly Event[]) => nextMove(sceneOf(fold(...events)));

describe('what is marked privileged', () => {
  it.each([
    ['the version in place was not kept', [versionAdded(2), keeping]],
    ['its copy was not made', [copying]],
    ['it was not moved', [renaming]],
    ['what goes along with it was not moved', [along]],
  ])('is locked away although %s and that was given up', (_, [...events]) => {
    const failed = events.at(-1)!;
    expect(moveAfter(...inPlace, ...events, marked)).toBeNull();
    expect(moveAfter(...inPlace, ...events, deadLettered(failed), marked)?.access).toBe('into-restricted');
    expect(moveAfter(...inPlace, ...events, marked, deadLettered(failed))?.access).toBe('into-restricted');
    expect(moveAfter(...inPlace, ...events, deadLettered(failed), retryOrdered(failed), marked)).toBeNull();
  });

  it('is not sent there again and again where that itself was given up', () => {
    expect(moveAfter(...inPlace, marked, shutting, deadLettered(shutting))).toBeNull();
  });

  it('does not leave a copy in the open because of what was given up', () => {
    const events = [...inPlace, versionAdded(2), keeping, deadLettered(keeping), marked, shutting, shut];
    const copy = { file: 'id:copy', path: '/ClientUploads/2026-0001/Complaint.pdf' };
    const scene = sceneOf(fold(...events));
    const left = { ...scene, course: { ...scene.course, copies: [copy] } };
    expect(stragglers(left)).toMatchObject([{ companion: copy, access: 'into-restricted' }]);
    const along = { access: 'into-restricted', counterpart: copy.file, along: true } as const;
    const sent = movePlanned(`${SHUT}/_Archive`, along);
    const failed = sceneOf(fold(...events, sent, deadLettered(sent)));
    expect(stragglers({ ...failed, course: { ...failed.course, copies: [copy] } })).toEqual([]);
  });
});

it('other moves wait for a person who retries or discards what was given up', () => {
  const renamed = told('DocumentChanged', {
    document: sampleDocument({ name: 'Answer.pdf' }, 2),
    changed: ['name'],
  });
  expect(moveAfter(...inPlace, versionAdded(2), keeping, deadLettered(keeping), renamed)).toBeNull();
});

describe('the version in place that was not kept', () => {
  const locked = [...inPlace, versionAdded(2), keeping, deadLettered(keeping), marked, shutting, shut];
  const refused = keepRefused(keeping);
  const steps = (...events: readonly Event[]) =>
    nextSteps(sceneOf(fold(...events)), { ...provenFolder(), proof: shutting.id });

  it('is not replaced while it is not', () => {
    expect(steps(...locked)).toEqual([]);
    expect(steps(...locked, retryOrdered(keeping))).toEqual([]);
  });

  it('is kept where its document lies by then, once a person has it retried', () => {
    expect(steps(...locked, retryOrdered(keeping), refused)).toMatchObject([{ kind: 'keep' }]);
  });
});
