import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, EventId, type Event } from '@counterpart/contracts';
import { evolve, UNSEEN, type DocumentCourse } from '../document/document-course.js';
import { fold, PROOF, sceneOf, stepsAfter } from '../ground/decisions.spec-data.js';
import {
  about,
  added,
  changed,
  held,
  inPlace,
  inTheWay,
  lost,
  mirrored,
  placement,
  PRIVILEGED,
  restored,
  routed,
  routedTo,
  SHUT,
  subject,
  trashed,
  versionAdded,
} from '../ground/document-events.spec-data.js';
import { keepPlanned, keptAs } from '../ground/archive-events.spec-data.js';
import { sampleDocument, told } from '../ground/samples.spec-data.js';
import { nextSteps } from './next-steps.js';
import { revToReplace } from '../versions/version-course.js';

const stepsOf = (course: DocumentCourse) => nextSteps(sceneOf(course));

describe('nextSteps', () => {
  it('routes a document that was added', () => {
    expect(stepsAfter(added())).toMatchObject([{ kind: 'route', attempt: 1 }]);
  });

  it('does nothing while a version is on its way, whatever else arrives', () => {
    expect(stepsAfter(added(), routed(1), versionAdded(2))).toEqual([]);
  });

  it('does nothing when everything is settled', () => {
    expect(stepsAfter(...inPlace())).toEqual([]);
  });

  it('keeps the version in place before the next one goes out to replace it', () => {
    const first = routed(1);
    const mirroredOnce = fold(added(), first, versionAdded(2), mirrored(first, 'bbbbbbbbb'));
    expect(mirroredOnce.counterpart).toMatchObject({ rev: 'bbbbbbbbb', placement });
    expect(stepsOf(mirroredOnce)).toMatchObject([{ kind: 'keep', prior: { version: { number: 1 } } }]);
    const planned = keepPlanned(1);
    const waiting = evolve(mirroredOnce, planned);
    expect(stepsOf(waiting)).toEqual([]);
    const kept = evolve(waiting, keptAs(planned, 'bbbbbbbbb'));
    expect(stepsOf(kept)).toMatchObject([{ kind: 'route', document: { version: { number: 2 } } }]);
    expect(revToReplace(kept)).toBe('bbbbbbbbb');
  });

  it('lets the next version replace what somebody edited by hand, once that is kept', () => {
    const first = routed(1);
    const planned = keepPlanned(1);
    const kept = fold(added(), first, mirrored(first), versionAdded(2), planned, keptAs(planned, 'edited'));
    expect(revToReplace(kept)).toBe('edited');
  });

  it('adds the next version where somebody deleted the one before by hand', () => {
    const first = routed(1);
    const planned = keepPlanned(1);
    const kept = fold(added(), first, mirrored(first), versionAdded(2), planned, keptAs(planned, null));
    expect(stepsOf(kept)).toMatchObject([{ kind: 'route' }]);
    expect(revToReplace(kept)).toBeNull();
  });

  it('keeps what was edited by hand between the keeping and the commit, then goes on; five times at most', () => {
    const first = routed(1);
    let course = fold(added(), first, mirrored(first), versionAdded(2));
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(stepsOf(course)).toMatchObject([{ kind: 'keep' }]);
      const planned = keepPlanned(1);
      course = evolve(evolve(course, planned), keptAs(planned, `edit ${attempt}`));
      expect(stepsOf(course)).toMatchObject([{ kind: 'route', attempt }]);
      const route = routed(2, attempt);
      course = evolve(evolve(course, route), inTheWay(route, 'other-revision'));
      expect(course.blocked).toBe(false);
    }
    expect(stepsOf(course)).toMatchObject([{ kind: 'give-up' }]);
  });

  it('skips an empty placeholder and says so', () => {
    const document = sampleDocument();
    const empty = { ...document, version: { ...document.version, size: 0 } };
    const course = fold(told('DocumentAdded', { document: empty }));
    expect(nextSteps(sceneOf(course))).toMatchObject([{ kind: 'skip', reason: 'EMPTY_PLACEHOLDER' }]);
  });

  it('holds a privileged document back: never open for want of a restricted folder', () => {
    for (const name of ['Privileged', 'attorney-client ', 'PRIVILEGED']) {
      const course = fold(
        told('DocumentAdded', { document: sampleDocument({ category: { id: '1', name } }) }),
      );
      expect(nextSteps(sceneOf(course))).toEqual([{ kind: 'ask-proof' }]);
      expect(nextSteps(sceneOf(course), null)).toMatchObject([{ kind: 'skip', reason: 'PRIVILEGED_HELD' }]);
    }
  });

  describe('a privileged document', () => {
    const first = told('DocumentAdded', { document: sampleDocument(PRIVILEGED) });
    const second = versionAdded(2, PRIVILEGED);
    const routedShut = (version: number) => {
      const route = routedTo(SHUT, version);
      return { ...route, data: { ...route.data, restricted: PROOF } };
    };
    const steps = (...events: readonly Event[]) => nextSteps(sceneOf(fold(...events)), PROOF);

    it('goes to the restricted folder once that is proven, and says by which proof', () => {
      expect(steps(first)).toMatchObject([
        {
          kind: 'route',
          place: { access: 'restricted', folder: SHUT.folder },
          restricted: PROOF,
        },
      ]);
    });

    it('is routed when the proof comes, however long it was held, versions in their order', () => {
      expect(steps(first, held(1), second, held(2))).toMatchObject([
        { kind: 'route', document: { version: { number: 1 } }, restricted: PROOF },
      ]);
      const now = routedShut(1);
      const planned = keepPlanned(1);
      const kept = [planned, keptAs(planned)];
      expect(steps(first, held(1), second, held(2), now, mirrored(now))).toMatchObject([{ kind: 'keep' }]);
      expect(steps(first, held(1), second, held(2), now, mirrored(now), ...kept)).toMatchObject([
        {
          kind: 'route',
          document: { version: { number: 2 } },
          place: { kind: 'kept', placement: SHUT },
          restricted: PROOF,
        },
      ]);
    });

    it('is held by a proof that did not hold, until there is another', () => {
      const now = routedShut(1);
      const refused = told('RestrictedPlacementRefused', {
        ...about(now),
        attempt: 1,
        proof: PROOF.proof,
        deviations: [{ code: 'INHERITS_MEMBERS', who: null, through: '/Privileged' }],
      });
      expect(steps(first, now, refused)).toMatchObject([{ kind: 'skip', reason: 'PRIVILEGED_HELD' }]);
      const anew = { ...PROOF, proof: EventId.parse('00000000-0000-4000-8000-0000000000aa') };
      const course = fold(first, now, refused);
      expect(nextSteps(sceneOf(course), anew)).toMatchObject([
        { kind: 'route', place: { kind: 'kept', placement: SHUT }, restricted: anew },
      ]);
    });

    it('is held while its earlier version lies in an open folder', () => {
      expect(steps(...inPlace(), second)).toMatchObject([{ kind: 'skip', reason: 'PRIVILEGED_HELD' }]);
    });

    it('never goes back to the open place that a lost staging was bound for', () => {
      const open = routed(1);
      expect(steps(added(), open, changed(PRIVILEGED), lost(open))).toMatchObject([
        { kind: 'route', place: { access: 'restricted' }, restricted: PROOF },
      ]);
    });

    it('goes to its matter’s folder where its mark is taken away before anything lay in the restricted one', () => {
      const shutOff = routedShut(1);
      expect(steps(first, shutOff, changed({}), lost(shutOff))).toMatchObject([
        { kind: 'route', place: { kind: 'place', access: 'open' }, restricted: null },
      ]);
    });

    it('gets no new version into a restricted folder of before, which is read back no more, marked or not', () => {
      const now = routedShut(1);
      const policy = {
        ...DEFAULT_POLICY,
        privileged: { ...DEFAULT_POLICY.privileged, folder: '/Confidential' },
      };
      const kept = [keepPlanned(1)].flatMap((planned) => [planned, keptAs(planned)]);
      for (const next of [second, versionAdded(2)]) {
        const course = fold(first, now, mirrored(now), next, ...kept);
        const scene = sceneOf(course, { policy, restricted: ['/Privileged'] });
        expect(nextSteps(scene, PROOF)).toMatchObject([{ kind: 'skip', reason: 'PRIVILEGED_HELD' }]);
      }
    });

    it('stays in the restricted folder when its mark is taken away', () => {
      const now = routedShut(1);
      const planned = keepPlanned(1);
      const kept = [planned, keptAs(planned)];
      expect(steps(first, now, mirrored(now), versionAdded(2), ...kept)).toMatchObject([
        { kind: 'route', place: { kind: 'kept', placement: SHUT }, restricted: PROOF },
      ]);
    });
  });

  it('skips a document that belongs to no matter', () => {
    const course = fold(told('DocumentAdded', { document: sampleDocument({ matter: null }) }));
    expect(nextSteps(sceneOf(course))).toMatchObject([{ kind: 'skip', reason: 'NO_MATTER' }]);
  });

  it('routes a restored document that was skipped only because it lay in the trash', () => {
    const skip = { versionNumber: 1, reason: 'ALREADY_TRASHED', policyVersion: 0 } as const;
    const skipped = [added(), trashed(), told('DocumentSkipped', { ...subject, ...skip })];
    expect(stepsAfter(added(), trashed())).toMatchObject([{ reason: 'ALREADY_TRASHED' }]);
    expect(stepsAfter(...skipped)).toEqual([]);
    expect(stepsAfter(...skipped, restored())).toMatchObject([{ kind: 'route' }]);
  });

  it('stages again when the staging was lost, and gives up after five attempts', () => {
    const events: Event[] = [added()];
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(stepsAfter(...events)).toMatchObject([{ kind: 'route', attempt }]);
      const route = routed(1, attempt);
      events.push(route, lost(route));
    }
    expect(stepsAfter(...events)).toMatchObject([{ kind: 'give-up' }]);
  });

  it('replaces what a damaged commit left behind', () => {
    const route = routed(1);
    const course = fold(added(), route, lost(route, { counterpart: 'id:bad', rev: 'ccccccccc' }));
    expect(course.counterpart).toMatchObject({ id: 'id:bad', rev: 'ccccccccc', placement });
  });

  it('routes every version once and in order, in whatever order the facts arrive', () => {
    const order = fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5 });
    fc.assert(
      fc.property(order, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (arrivals, early) => {
        const taken: number[] = [];
        const keptVersions: number[] = [];
        let course = UNSEEN;
        const step = (): void => {
          for (const next of nextSteps(sceneOf(course))) {
            if (next.kind === 'keep') {
              const planned = keepPlanned(next.prior.version.number);
              keptVersions.push(next.prior.version.number);
              course = evolve(evolve(course, planned), keptAs(planned));
            }
            if (next.kind !== 'route') continue;
            const route = routed(next.document.version.number, next.attempt);
            taken.push(next.document.version.number);
            course = evolve(evolve(course, route), mirrored(route));
          }
        };
        for (const [index, version] of arrivals.entries()) {
          course = evolve(course, index === 0 ? added(version) : versionAdded(version));
          if (early[index] === true) step();
        }
        for (let round = 0; round < 12; round += 1) step();
        expect(taken).toEqual([...new Set(taken)].toSorted((a, b) => a - b));
        expect(taken.at(-1)).toBe(5);
        // Every version that was ever in place is kept before the next one replaces it, once.
        expect(keptVersions).toEqual(taken.slice(0, -1));
      }),
    );
  });
});

describe('what somebody changed in Dropbox by hand', () => {
  const about = {
    ...subject,
    drift: EventId.parse('00000000-0000-4000-8000-000000000088'),
    path: '/Matters/2026-0001-Reyes/Pleadings/Complaint.pdf',
  };
  const edit = { path: '/_Archive/Complaint_edited_1.pdf', file: 'id:edit', contentHash: 'e'.repeat(64) };
  const gone = (rev: string | null) =>
    told('DriftHealRefused', {
      ...about,
      kind: rev === null ? 'deleted' : 'edited',
      reason: 'REVISION_GONE',
      rev,
      handEdit: rev === null ? null : edit,
    });

  it('is the counterpart again once it was put back, under the id that it has then', () => {
    const healed = told('DriftHealed', {
      ...about,
      kind: 'deleted',
      how: 'restored',
      counterpart: 'id:again',
      rev: 'bbbbbbbbb',
      handEdit: null,
    });
    const course = fold(...inPlace(), healed);
    expect(course.counterpart).toMatchObject({ id: 'id:again', rev: 'bbbbbbbbb', versionNumber: 1 });
    expect(nextSteps(sceneOf(course))).toEqual([]);
  });

  it('is sent from Clio anew where it was deleted and Dropbox has its bytes no more', () => {
    const course = fold(...inPlace(), gone(null));
    expect(nextSteps(sceneOf(course))).toMatchObject([
      { kind: 'route', document: { version: { number: 1 } }, attempt: 1 },
    ]);
    expect(revToReplace(course)).toBeNull();
  });

  it('is replaced by what Clio has where it was edited, against the revision that was looked at', () => {
    const course = fold(...inPlace(), gone('ccccccccc'));
    expect(nextSteps(sceneOf(course))).toMatchObject([
      { kind: 'route', document: { version: { number: 1 } }, place: { kind: 'kept', placement } },
    ]);
    expect(revToReplace(course)).toBe('ccccccccc');
    expect(course.shelf).toEqual([{ file: 'id:edit', path: edit.path }]);
  });

  it('stays as it is where it is refused for any other reason', () => {
    const held = told('DriftHealRefused', {
      ...about,
      kind: 'moved',
      reason: 'LEGAL_HOLD',
      rev: null,
      handEdit: null,
    });
    const story = inPlace();
    expect(fold(...story, held)).toEqual(fold(...story));
  });
});
