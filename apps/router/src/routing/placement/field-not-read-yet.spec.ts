import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Event } from '@counterpart/contracts';
import { evolve, UNSEEN, type DocumentCourse } from '../document/document-course.js';
import { UNKNOWN_MATTER, type MatterCourse } from '../matter/matter-course.js';
import { nextSteps } from './next-steps.js';
import { sampleDocument, sampleMatter, told } from '../samples.spec-data.js';

const fold = (...events: readonly Event[]): DocumentCourse => events.reduce(evolve, UNSEEN);
const added = told('DocumentAdded', { document: sampleDocument({}, 1) });
const matter = (customFields: readonly { name: string; value: string | null }[]): MatterCourse => ({
  ...UNKNOWN_MATTER,
  snapshot: sampleMatter({ customFields: [...customFields] }),
  folder: '/Matters/2026-0001-Reyes',
});
const unread = matter([]);
const read = matter([{ name: 'privilege', value: null }]);

describe('a custom field that the policy names for the first time', () => {
  it('holds what is new until the field was read: it may say privileged', () => {
    expect(
      nextSteps({ policy: DEFAULT_POLICY, matter: unread, course: fold(added), restricted: [] }),
    ).toMatchObject([
      { kind: 'skip', reason: 'PRIVILEGED_HELD', why: [{ rule: 'privileged.customFields.Privilege' }] },
    ]);
  });

  it('lets it go to its place once the field was read', () => {
    const { id, matter: of } = sampleDocument({}, 1);
    const held = told('DocumentSkipped', {
      document: id,
      matter: of,
      versionNumber: 1,
      reason: 'PRIVILEGED_HELD',
      policyVersion: 0,
      why: [],
    });
    expect(
      nextSteps({ policy: DEFAULT_POLICY, matter: read, course: fold(added, held), restricted: [] }),
    ).toMatchObject([{ kind: 'route' }]);
  });
});
