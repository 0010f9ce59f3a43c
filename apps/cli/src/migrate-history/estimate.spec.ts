import { EventId } from '@counterpart/contracts';
import { expect, it } from 'vitest';
import { estimate } from './estimate.js';
import type { MigrationPicture, RunProgress } from './migrate-history.ports.js';

const counts = {
  found: 20_000,
  registered: 0,
  onTheirWay: 0,
  mirrored: 0,
  skipped: 0,
  conflict: 0,
  missing: 0,
  dead: 0,
  left: 0,
  unseen: 0,
  unfinished: 0,
};
const progress: RunProgress = {
  phase: 'copying',
  matters: 2000,
  hidden: 0,
  mattersFinished: 0,
  documents: counts,
  callsBegun: 100,
  callsListed: 220,
  trouble: null,
};
const picture = (more: Partial<MigrationPicture>): MigrationPicture => ({
  run: {
    run: EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000001'),
    matter: null,
    startedAt: '2026-11-24T09:00:00.000Z',
    startedBy: 'user:ada',
    standing: 'running',
    failure: null,
    outcome: null,
  },
  progress,
  callsTaken: 220,
  limit: 50,
  ...more,
});

it('says nothing of what is left until everything is listed', () => {
  const listing = picture({
    progress: { ...progress, phase: 'documents', callsListed: null },
    callsTaken: 150,
  });
  expect(estimate(listing, 0.6)).toMatchObject({ callsUsed: 50, callsLeft: null, hoursLeft: null });
  expect(estimate(picture({ progress: null }), 0.6)).toMatchObject({ callsUsed: 0, callsLeft: null });
});

it('assumes until enough documents are over, and says so', () => {
  expect(estimate(picture({}), 0.6)).toMatchObject({ basis: 'assumed', callsLeft: 1600, callsUsed: 120 });
});

it('reckons with what the documents that are over have cost', () => {
  const documents = { ...counts, registered: 10_100, onTheirWay: 100, mirrored: 10_000 };
  const half = picture({ progress: { ...progress, documents }, callsTaken: 820 });
  const told = estimate(half, 0.6);
  expect(told).toMatchObject({ basis: 'measured', callsUsed: 720, callsPerDocument: 0.06, callsLeft: 600 });
  expect(told.hoursLeft).toBeCloseTo(600 / 30 / 60);
});

it('names no hours where Clio tells no limit', () => {
  expect(estimate(picture({ limit: null }), 0.6).hoursLeft).toBeNull();
});
