import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Event } from '@counterpart/contracts';
import { about, added, fold, MATTER, mirrored, routed, versionAdded } from '../document-events.spec-data.js';
import { nextSteps } from './next-steps.js';
import { sampleDocument, told } from '../samples.spec-data.js';

describe('when something else lies at the place', () => {
  const inTheWay = (route: Event<'DocumentRouted'>) =>
    told('PlacementConflictFound', {
      ...about(route),
      path: '/x',
      found: 'file',
      foundRev: 'ddddddddd',
      foundContentHash: 'h',
      contentHash: 'c',
    });
  const first = routed(1);
  const met = [added(), first, inTheWay(first)];
  const stepsOfPolicy = (conflicts: 'report' | 'keep-both', ...events: readonly Event[]) =>
    nextSteps({
      policy: { ...DEFAULT_POLICY, conflicts },
      matter: MATTER,
      course: fold(...events),
      restricted: [],
    });

  it('waits, and tries again once that is gone or the document changes, its versions in order', () => {
    expect(stepsOfPolicy('report', ...met)).toEqual([]);
    const cleared = told('PlaceCleared', {
      document: sampleDocument().id,
      matter: sampleDocument().matter,
      conflict: first.id,
      path: '/x',
    });
    const renamed = told('DocumentChanged', {
      document: sampleDocument({ name: 'Answer.pdf' }),
      changed: ['name'],
    });
    for (const news of [cleared, renamed, versionAdded(2)]) {
      expect(stepsOfPolicy('report', ...met, news)).toMatchObject([
        { kind: 'route', document: { version: { number: 1 } } },
      ]);
    }
  });

  it('takes a name of its own where the policy keeps both, until so many are taken that a person has to look', () => {
    expect(stepsOfPolicy('keep-both', ...met)).toMatchObject([{ kind: 'route' }]);
    const events: Event[] = [...met];
    for (let tries = 1; tries < 5; tries += 1) {
      const again = routed(1);
      events.push(again, inTheWay(again));
    }
    expect(stepsOfPolicy('keep-both', ...events)).toEqual([]);
  });

  it('waits for a person where a counterpart of its own was changed, whatever the policy says', () => {
    const second = routed(2);
    const changed = [added(), first, mirrored(first), versionAdded(2), second, inTheWay(second)];
    expect(stepsOfPolicy('keep-both', ...changed)).toEqual([]);
  });
});
