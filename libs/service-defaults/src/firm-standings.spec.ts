import { FirmId, standingStream, type Event, type StreamName } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { FirmStandings } from './firm-standings.js';

const REYES = FirmId.parse('reyes');
const HARTWELL = FirmId.parse('hartwell');

/** A store of standing streams, which counts how often it is read. */
class Shelf {
  readonly told = new Map<StreamName, Event['name']>();
  reads = 0;
  isAway = false;

  readStreams(streams: readonly StreamName[]) {
    this.reads += 1;
    if (this.isAway) return Promise.reject(new Error('away'));
    return Promise.resolve(
      new Map(
        streams.map((stream) => {
          const name = this.told.get(stream);
          return [stream, name === undefined ? [] : [{ event: { name } }]];
        }),
      ) as never,
    );
  }
}

function scene(firms: readonly FirmId[] = [REYES]) {
  const [shelf, clock] = [new Shelf(), { ms: 0 }];
  const standings = new FirmStandings(shelf, { firms, now: () => clock.ms });
  return { shelf, clock, standings };
}

describe('FirmStandings', () => {
  it('serves a firm that nobody said anything of', async () => {
    const { standings } = scene();
    expect(await standings.standing(REYES)).toBe('served');
    expect(await standings.suspended()).toEqual([]);
  });

  it('sees a suspension within a second, and reads no more often than that', async () => {
    const { standings, shelf, clock } = scene();
    await standings.standing(REYES);
    shelf.told.set(standingStream(REYES), 'FirmSuspended');
    clock.ms = 999;
    expect(await standings.isServed(REYES)).toBe(true);
    expect(shelf.reads).toBe(1);
    clock.ms = 1000;
    expect(await standings.isServed(REYES)).toBe(false);
    expect(await standings.suspended()).toEqual([REYES]);
    expect(shelf.reads).toBe(2);
  });

  it('knows a firm that the firms file does not name as soon as it is asked for', async () => {
    const { standings, shelf } = scene();
    shelf.told.set(standingStream(HARTWELL), 'FirmRemoved');
    await standings.standing(REYES);
    expect(await Promise.all([standings.standing(HARTWELL), standings.isRemoved(HARTWELL)])).toEqual([
      'removed',
      true,
    ]);
  });

  it('does nothing for a firm while nobody can say how it stands; what must answer goes by what was read last', async () => {
    const { standings, shelf, clock } = scene();
    shelf.told.set(standingStream(REYES), 'FirmRemoved');
    await standings.standing(REYES);
    shelf.isAway = true;
    clock.ms = 5000;
    await expect(standings.standing(REYES)).rejects.toThrow('away');
    expect(await standings.isRemoved(REYES)).toBe(true);
  });
});
