import { describe, expect, it } from 'vitest';
import { clockSkew } from './clock-skew.js';

const NOON = new Date('2026-05-01T12:00:00Z');
const later = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000);

describe('clockSkew', () => {
  it.each([0, 30, -30])('bears %i seconds', (seconds) => {
    expect(clockSkew(later(seconds), NOON).holds).toBe(true);
  });

  it.each([
    [31, 'ahead of'],
    [-31, 'behind'],
  ])('tells %i seconds, and which way', (seconds, words) => {
    expect(clockSkew(later(seconds), NOON)).toMatchObject({
      holds: false,
      words: expect.stringContaining(`31 s ${words}`) as string,
    });
  });
});
