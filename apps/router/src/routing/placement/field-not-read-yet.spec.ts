import { describe, expect, it } from 'vitest';
import type { MatterCourse } from '../matter/matter-course.js';
import { nextSteps } from './next-steps.js';
import { fold, MATTER, sceneOf } from '../ground/decisions.spec-data.js';
import { added, held } from '../ground/document-events.spec-data.js';
import { sampleMatter } from '../ground/samples.spec-data.js';

const matter = (customFields: readonly { name: string; value: string | null }[]): MatterCourse => ({
  ...MATTER,
  snapshot: sampleMatter({ customFields: [...customFields] }),
});
const unread = matter([]);
const read = matter([{ name: 'privilege', value: null }]);

describe('a custom field that the policy names for the first time', () => {
  it('holds what is new until the field was read: it may say privileged', () => {
    expect(nextSteps(sceneOf(fold(added()), { matter: unread }))).toMatchObject([
      { kind: 'skip', reason: 'PRIVILEGED_HELD', why: [{ rule: 'privileged.customFields.Privilege' }] },
    ]);
  });

  it('lets it go to its place once the field was read', () => {
    const course = fold(added(), held());
    expect(nextSteps(sceneOf(course, { matter: read }))).toMatchObject([{ kind: 'route' }]);
  });
});
