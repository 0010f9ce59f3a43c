import { describe, expect, it } from 'vitest';
import type { Event } from '@counterpart/contracts';
import { stragglers } from '../moves/companion-moves.js';
import { fold, HOME, moveAfter, PROOF, sceneOf, stepsAfter } from '../ground/decisions.spec-data.js';
import {
  changed,
  earlierFound,
  inPlace,
  PRIVILEGED,
  restarted,
  SHUT,
  versionAdded,
} from '../ground/document-events.spec-data.js';
import {
  keepRefused,
  keptAs,
  latePlanned,
  movePlanned,
  relocated,
} from '../ground/archive-events.spec-data.js';
import { deadLettered, discarded } from '../ground/failed-work.spec-data.js';
import { nextSteps } from '../placement/next-steps.js';

/*
 * A version that was told late was fetched out of Clio, which failed on it each time. Nothing was given up, and nobody was told; the
 * document’s next versions stopped meanwhile, and what was marked privileged was never locked away. Where it was given up, its
 * document stood still until a person discarded it.
 */

const first = latePlanned(1);
const brought = (planned: Event<'VersionArchivePlanned'>) => {
  const { to, version } = planned.data;
  const kept = { path: `${to.folder}/${to.name}`, file: `id:late${version.number}`, contentHash: 'l' };
  return keptAs(planned, 'aaaaaaaaa', { kept, how: 'recovered' });
};
const moved = (to: string) => {
  const planned = movePlanned(to);
  return [planned, relocated(planned)];
};

const upToPlan = [...inPlace(3), earlierFound(), first];

describe('while the archiver is at a version that was told late', () => {
  it('the next version goes out', () => {
    expect(stepsAfter(...upToPlan)).toEqual([]);
    expect(stepsAfter(...upToPlan, versionAdded(4))).toMatchObject([
      { kind: 'keep', prior: { version: { number: 3 } } },
    ]);
  });

  it('what is marked privileged is locked away', () => {
    expect(moveAfter(...upToPlan, changed(PRIVILEGED, 3))?.access).toBe('into-restricted');
  });

  it('its document moves', () => {
    const recategorised = changed({ category: { id: '8', name: 'Discovery' } }, 3);
    expect(moveAfter(...upToPlan, recategorised)?.folder).toBe(`${HOME}/Discovery`);
  });
});

describe('one that was given up', () => {
  const [second, lost] = [latePlanned(2), deadLettered(first)];

  it('makes room for the next, and is not tried again by itself', () => {
    expect(stepsAfter(...upToPlan, lost)).toMatchObject([
      { kind: 'keep-late', prior: { version: { number: 2 } } },
    ]);
    expect(stepsAfter(...upToPlan, lost, second)).toEqual([]);
    expect(stepsAfter(...upToPlan, lost, second, brought(second))).toEqual([]);
  });

  it('lies on the shelf where a person has it retried, and is locked away with its document', () => {
    const course = fold(...upToPlan, lost, second, brought(first), ...moved(SHUT.folder));
    expect(course.shelf).toMatchObject([{ file: 'id:late1' }]);
    expect(stragglers(sceneOf(course))).toMatchObject([
      { companion: { file: 'id:late1' }, access: 'into-restricted' },
    ]);
    expect(stepsAfter(...upToPlan, lost, second, brought(first), brought(second))).toEqual([]);
  });

  it('is planned anew where it was retried and refused, because its document was locked away meanwhile', () => {
    expect(stepsAfter(...upToPlan, lost, second, brought(second), keepRefused(first))).toMatchObject([
      { kind: 'keep-late', prior: { version: { number: 1 } } },
    ]);
  });

  it('for good by a person is not planned anew, and is known where it was brought after all', () => {
    const given = [...upToPlan, discarded(first), second, brought(second)];
    expect(stepsAfter(...given, keepRefused(first))).toEqual([]);
    expect(fold(...given, brought(first)).shelf.map(({ file }) => file)).toEqual(['id:late2', 'id:late1']);
  });
});

it('one that is brought to where its document lay before is sent after it', () => {
  const course = fold(...upToPlan, ...moved(`${HOME}/Discovery`), brought(first));
  expect(stragglers(sceneOf(course))).toMatchObject([
    { companion: { file: 'id:late1' }, folder: `${HOME}/Discovery/_Archive`, access: 'unchanged' },
  ]);
  expect(stragglers(sceneOf(fold(...upToPlan, brought(first))))).toEqual([]);
});

it('one that is brought when its document was begun anew in another Dropbox is nobody’s', () => {
  const course = fold(...upToPlan, restarted(), brought(first));
  expect(course).toMatchObject({ shelf: [], priors: [], counterpart: null });
  expect(nextSteps(sceneOf(course))).toMatchObject([{ kind: 'route', document: { version: { number: 1 } } }]);
});

it('a proof that did not hold for one is not relied on for the next', () => {
  const { proof } = PROOF;
  expect(fold(...upToPlan, keepRefused(first, { proof })).refusedProof).toBe(proof);
});
