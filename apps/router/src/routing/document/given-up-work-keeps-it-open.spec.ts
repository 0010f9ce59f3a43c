import { describe, expect, it } from 'vitest';
import type { Event } from '@counterpart/contracts';
import { stragglers } from '../moves/companion-moves.js';
import { fold, HOME, moveAfter, sceneOf } from '../ground/decisions.spec-data.js';
import { changed, inPlace, PRIVILEGED, SHUT, versionAdded } from '../ground/document-events.spec-data.js';
import {
  copyPlanned,
  keepPlanned,
  keepRefused,
  movePlanned,
  relocated,
} from '../ground/archive-events.spec-data.js';
import { deadLettered, retryOrdered } from '../ground/failed-work.spec-data.js';
import { provenFolder } from '../ground/samples.spec-data.js';
import { nextSteps } from '../placement/next-steps.js';

/*
 * Keeping a version, or a copy of it, failed for good: the Dropbox was full. The document was marked privileged after that, and
 * stayed where anybody could read it until a person retried or discarded what had failed.
 */

const first = inPlace();
const marked = changed(PRIVILEGED, 2);

const DISCOVERY = `${HOME}/Discovery`;
const [keeping, copying, renaming] = [keepPlanned(), copyPlanned(), movePlanned(DISCOVERY)];
const shutting = movePlanned(SHUT.folder, { access: 'into-restricted' });
const along = movePlanned(DISCOVERY, { counterpart: 'id:copy', along: true });
const shut = relocated(shutting);

describe('what is marked privileged', () => {
  it.each([
    ['the version in place was not kept', [versionAdded(2), keeping]],
    ['its copy was not made', [copying]],
    ['it was not moved', [renaming]],
    ['what goes along with it was not moved', [along]],
  ])('is locked away although %s and that was given up', (_, [...events]) => {
    const failed = events.at(-1)!;
    expect(moveAfter(...first, ...events, marked)).toBeNull();
    expect(moveAfter(...first, ...events, deadLettered(failed), marked)?.access).toBe('into-restricted');
    expect(moveAfter(...first, ...events, marked, deadLettered(failed))?.access).toBe('into-restricted');
    expect(moveAfter(...first, ...events, deadLettered(failed), retryOrdered(failed), marked)).toBeNull();
  });

  it('is not sent there again and again where that itself was given up', () => {
    expect(moveAfter(...first, marked, shutting, deadLettered(shutting))).toBeNull();
  });

  it('does not leave a copy in the open because of what was given up', () => {
    const events = [...first, versionAdded(2), keeping, deadLettered(keeping), marked, shutting, shut];
    const copy = { file: 'id:copy', path: '/ClientUploads/2026-0001/Complaint.pdf' };
    const scene = sceneOf(fold(...events));
    const left = { ...scene, course: { ...scene.course, copies: [copy] } };
    expect(stragglers(left)).toMatchObject([{ companion: copy, access: 'into-restricted' }]);
    const along = { access: 'into-restricted', counterpart: copy.file, along: true } as const;
    const sent = movePlanned(`${SHUT.folder}/_Archive`, along);
    const failed = sceneOf(fold(...events, sent, deadLettered(sent)));
    expect(stragglers({ ...failed, course: { ...failed.course, copies: [copy] } })).toEqual([]);
  });
});

it('other moves wait for a person who retries or discards what was given up', () => {
  const renamed = changed({ name: 'Answer.pdf' }, 2);
  expect(moveAfter(...first, versionAdded(2), keeping, deadLettered(keeping), renamed)).toBeNull();
});

describe('the version in place that was not kept', () => {
  const locked = [...first, versionAdded(2), keeping, deadLettered(keeping), marked, shutting, shut];
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
