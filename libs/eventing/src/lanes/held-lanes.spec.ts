import { describe, expect, it } from 'vitest';
import { HeldLanes } from './held-lanes.js';

const lane = (sub: string | null) => ({ key: 'topic/0/firm/5', sub });

describe('HeldLanes (law 6)', () => {
  it('holds followers of the same document and nothing else', () => {
    const held = new HeldLanes();
    held.hold(lane('document-a'), false);
    expect(held.holds(lane('document-a'))).toBe(true);
    expect(held.holds(lane('document-b'))).toBe(false);
    expect(held.holds({ key: 'topic/0/firm/6', sub: 'document-a' })).toBe(false);
  });

  it('holds a step of the whole matter behind any parked document, and all documents behind a parked step', () => {
    const held = new HeldLanes();
    held.hold(lane('document-a'), false);
    expect(held.holds(lane(null))).toBe(true);
    held.reset('topic/0/firm/5', [{ sub: null, isStuck: false }]);
    expect(held.holds(lane('document-b'))).toBe(true);
  });

  it('holds no step of the whole matter behind what was given up, nor behind what follows that', () => {
    const held = new HeldLanes();
    held.hold(lane('document-a'), true);
    held.hold(lane('document-a'), false);
    expect(held.holds(lane('document-a'))).toBe(true);
    expect(held.holds(lane(null))).toBe(false);
    held.hold(lane('document-b'), false);
    expect(held.holds(lane(null))).toBe(true);
  });

  it('forgets a lost partition’s keys only', () => {
    const held = new HeldLanes();
    held.hold(lane('a'), false);
    held.hold({ key: 'topic/1/x', sub: 'a' }, false);
    held.forget('topic/0/');
    expect(held.count).toBe(1);
  });

  it('changes one key by one change at a time', async () => {
    const held = new HeldLanes();
    const order: string[] = [];
    const slow = held.inTurn('k', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('first');
    });
    await Promise.all([slow, held.inTurn('k', () => Promise.resolve(order.push('second')))]);
    expect(order).toEqual(['first', 'second']);
  });
});
