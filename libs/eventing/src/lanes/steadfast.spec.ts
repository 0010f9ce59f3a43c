import { describe, expect, it } from 'vitest';
import { InfrastructureUnavailable } from '../errors.js';
import { pauseAfter } from './steadfast.js';

const ATTEMPTS = [0, 5, 10, 100];
const pauses = (error: unknown): readonly number[] => ATTEMPTS.map((attempt) => pauseAfter(error, attempt));

describe('the pause before work is done again', () => {
  it('grows to five seconds while the database is away', () => {
    expect(pauses(new InfrastructureUnavailable('postgres'))).toEqual([100, 3200, 5000, 5000]);
  });

  it('grows to a minute while it answers and takes no writes: documents were sent again every five seconds', () => {
    const refused = new InfrastructureUnavailable('postgres', { refusesWrites: true });
    expect(pauses(refused)).toEqual([100, 3200, 60_000, 60_000]);
  });
});
