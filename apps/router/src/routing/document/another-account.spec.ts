import { EventId, type Event } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { fold, PROOF, sceneOf, stepsAfter } from '../ground/decisions.spec-data.js';
import {
  added,
  held,
  inTheWay,
  lost,
  mirrored,
  placement,
  released,
  restarted,
  routed,
  routedTo,
  SHUT,
  subject,
  trashed,
  versionAdded,
} from '../ground/document-events.spec-data.js';
import { keepPlanned, keptAs } from '../ground/archive-events.spec-data.js';
import { told } from '../ground/samples.spec-data.js';
import { nextMove } from '../moves/next-move.js';
import { nextSteps } from '../placement/next-steps.js';

/* A firm connected another Dropbox, and none of its documents ever came there. */

/** The firm goes back to the one that it had. */
const goneBack = () => {
  const { left, account } = restarted().data;
  return restarted({ left: account, account: left });
};

/** Two versions, both mirrored. */
function twoVersions(): readonly Event[] {
  const [first, second] = [routed(1), routed(2)];
  return [
    added(),
    first,
    mirrored(first, 'rev1'),
    versionAdded(2),
    ...keptBefore('rev1'),
    second,
    mirrored(second, 'rev2'),
  ];
}

function keptBefore(rev: string): readonly Event[] {
  const planned = keepPlanned(1, { rev });
  return [planned, keptAs(planned, rev)];
}

describe('a document that is mirrored anew', () => {
  it('goes out from its first version on, and replaces nothing', () => {
    const course = fold(...twoVersions(), restarted());
    expect(course).toMatchObject({ counterpart: null, kept: null, shelf: [], priors: [], settledUpTo: 0 });
    expect(nextSteps(sceneOf(course))).toMatchObject([
      {
        kind: 'route',
        attempt: 1,
        document: { version: { number: 1 } },
        place: { folder: placement.folder },
      },
    ]);
  });

  it('keeps its first version there before the second replaces it', () => {
    const again = routed(1);
    const steps = stepsAfter(...twoVersions(), restarted(), again, mirrored(again, 'rev9'));
    expect(steps).toMatchObject([{ kind: 'keep', prior: { version: { number: 1 } } }]);
  });

  it('is at rest when its newest version lies there', () => {
    const again = routed(1);
    expect(stepsAfter(added(), ...mirroredOnce(), restarted(), again, mirrored(again))).toEqual([]);
  });

  it('goes out although something stood in its way in the account of before', () => {
    const first = routed(1);
    const conflict = inTheWay(first, 'file', 'other');
    expect(stepsAfter(added(), first, conflict)).toEqual([]);
    expect(stepsAfter(added(), first, conflict, restarted())).toMatchObject([
      { kind: 'route', place: { name: placement.name } },
    ]);
  });

  it('stays where a rule leaves it out, and is not moved', () => {
    const course = fold(added(), ...mirroredOnce(), trashed(), restarted());
    expect(nextSteps(sceneOf(course))).toMatchObject([{ kind: 'skip', reason: 'ALREADY_TRASHED' }]);
    expect(nextMove(sceneOf(course))).toBeNull();
  });
});

const mirroredOnce = (): readonly Event[] => {
  const first = routed(1);
  return [first, mirrored(first, 'rev1')];
};

describe('while a version is on its way', () => {
  it('nothing begins anew until it has ended', () => {
    const second = routed(2);
    const underWay = [added(), ...mirroredOnce(), versionAdded(2), second, restarted()];
    expect(stepsAfter(...underWay)).toEqual([]);
    expect(stepsAfter(...underWay, lost(second))).toMatchObject([
      { kind: 'route', attempt: 1, document: { version: { number: 1 } } },
    ]);
  });

  it('and comes into place, that is in the account of now: nothing begins anew', () => {
    const second = routed(2);
    const course = fold(
      added(),
      ...mirroredOnce(),
      versionAdded(2),
      second,
      restarted(),
      mirrored(second, 'rev2'),
    );
    expect(course).toMatchObject({ counterpart: { versionNumber: 2 }, restart: null });
    expect(nextSteps(sceneOf(course))).toEqual([]);
  });
});

it('where the firm goes back, the newest that lies there is sent in its place again, and nothing twice beside it', () => {
  const again = routed(1);
  const course = fold(...twoVersions(), restarted(), again, mirrored(again, 'rev9'), goneBack());
  expect(course).toMatchObject({
    counterpart: { rev: 'rev2', versionNumber: 2 },
    shelf: [{ file: 'id:kept' }],
  });
  expect(nextSteps(sceneOf(course))).toMatchObject([
    { kind: 'route', document: { version: { number: 2 } }, place: { kind: 'kept' } },
  ]);
});

describe('what was shut away in the account of before', () => {
  const route = routedTo(SHUT);
  const shutAway = [added(), route, mirrored(route), restarted()];

  it('is shut in this one, too, though it bears no mark any more', () => {
    const course = fold(...shutAway);
    expect(nextSteps(sceneOf(course))).toMatchObject([{ kind: 'ask-proof' }]);
    expect(nextSteps(sceneOf(course), null)).toMatchObject([{ kind: 'skip', reason: 'PRIVILEGED_HELD' }]);
    expect(nextSteps(sceneOf(course), PROOF)).toMatchObject([
      { kind: 'route', place: { placement: SHUT }, restricted: { proof: PROOF.proof } },
    ]);
  });

  it('is told as held there although it was held in the account before, too, until its folder was proven', () => {
    const [first, ...later] = shutAway;
    const anew = [first!, held(), ...later];
    expect(nextSteps(sceneOf(fold(...anew)), null)).toMatchObject([
      { kind: 'skip', reason: 'PRIVILEGED_HELD' },
    ]);
    expect(nextSteps(sceneOf(fold(...anew, held())), null)).toEqual([]);
  });

  it('is held back where something else lies at its place, rather than opened', () => {
    const course = { ...fold(...shutAway), taken: ['/privileged/2026-0001/complaint.pdf'] };
    expect(nextSteps(sceneOf(course), PROOF)).toMatchObject([{ kind: 'skip', reason: 'PRIVILEGED_HELD' }]);
  });

  it('goes to its open place once a person let it out', () => {
    const course = { ...fold(...shutAway), released: PROOF.proof };
    expect(nextSteps(sceneOf(course))).toMatchObject([
      { kind: 'route', place: { folder: placement.folder } },
    ]);
  });

  describe('and lies open in one from before that', () => {
    const away = routedTo(SHUT);
    const inOpen = [added(), ...mirroredOnce(), restarted()];
    const lockedAway = [{ ...away, data: { ...away.data, restricted: PROOF } }, mirrored(away, 'rev9')];
    const back = [...inOpen, ...lockedAway, goneBack()];
    const stepsWith = (...more: readonly Event[]) => nextSteps(sceneOf(fold(...back, ...more)), PROOF);

    it('gets no version into the open there', () => {
      expect(nextSteps(sceneOf(fold(...back)))).toMatchObject([{ kind: 'ask-proof' }]);
      expect(stepsWith(versionAdded(2))).toMatchObject([
        { kind: 'skip', reason: 'PRIVILEGED_HELD', document: { version: { number: 1 } } },
        { kind: 'skip', reason: 'PRIVILEGED_HELD', document: { version: { number: 2 } } },
      ]);
    });

    it('does so once a person let it out', () => {
      expect(stepsWith(released())).toMatchObject([{ kind: 'route', restricted: null }]);
    });

    it('is shut in a third one, too', () => {
      const { left } = restarted().data;
      const third = restarted({ left, account: { id: 'third', root: '3' } });
      expect(stepsWith(third)).toMatchObject([
        { kind: 'route', place: { placement: SHUT }, restricted: { proof: PROOF.proof } },
      ]);
    });

    it('is shut where its file there is deleted for good', () => {
      const gone = told('DriftHealRefused', {
        ...subject,
        drift: EventId.parse('00000000-0000-4000-8000-00000000eeee'),
        kind: 'deleted',
        reason: 'REVISION_GONE',
        path: `${placement.folder}/${placement.name}`,
        rev: null,
        handEdit: null,
      });
      expect(stepsWith(gone)).toMatchObject([{ kind: 'route', place: { placement: SHUT } }]);
    });

    it('is held up by nothing that it was let out of before', () => {
      const from = `${placement.folder}/${placement.name}`;
      const move = { ...subject, counterpart: 'id:1', from, via: null, to: SHUT };
      const planned = told('RelocationPlanned', {
        ...move,
        access: 'into-restricted',
        policyVersion: 0,
        why: [],
      });
      const refused = told('RelocationRefused', {
        ...subject,
        planned: planned.id,
        from,
        to: `${SHUT.folder}/${SHUT.name}`,
        reason: 'RESTRICTED_FOLDER_NOT_PROVEN',
      });
      const steps = stepsWith(released(), planned, refused);
      expect(steps).toMatchObject([{ kind: 'route', restricted: null }]);
    });
  });
});
