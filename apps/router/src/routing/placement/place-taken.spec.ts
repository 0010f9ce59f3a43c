import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Event } from '@counterpart/contracts';
import { fold, sceneOf } from '../ground/decisions.spec-data.js';
import {
  added,
  changed,
  inTheWay,
  mirrored,
  routed,
  subject,
  versionAdded,
} from '../ground/document-events.spec-data.js';
import { told } from '../ground/samples.spec-data.js';
import { nextSteps } from './next-steps.js';

describe('when something else lies at the place', () => {
  const first = routed(1);
  const met = [added(), first, inTheWay(first, 'file')];
  const stepsOfPolicy = (conflicts: 'report' | 'keep-both', ...events: readonly Event[]) =>
    nextSteps(sceneOf(fold(...events), { policy: { ...DEFAULT_POLICY, conflicts } }));

  it('waits, and tries again once that is gone or the document changes, its versions in order', () => {
    expect(stepsOfPolicy('report', ...met)).toEqual([]);
    const cleared = told('PlaceCleared', { ...subject, conflict: first.id, path: '/x' });
    const renamed = changed({ name: 'Answer.pdf' });
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
      events.push(again, inTheWay(again, 'file'));
    }
    expect(stepsOfPolicy('keep-both', ...events)).toEqual([]);
  });

  it('waits for a person where a counterpart of its own was changed, whatever the policy says', () => {
    const second = routed(2);
    const edited = [added(), first, mirrored(first), versionAdded(2), second, inTheWay(second, 'file')];
    expect(stepsOfPolicy('keep-both', ...edited)).toEqual([]);
  });
});
