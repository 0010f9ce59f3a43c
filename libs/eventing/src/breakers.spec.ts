import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Breakers } from './breakers.js';

describe('Breakers', () => {
  it('hold back the firm whose outside system is down, and nobody else', () => {
    const breakers = new Breakers<string>(() => 0);
    breakers.failed('broken');
    expect([breakers.mayStart('broken'), breakers.mayStart('well')]).toEqual([false, true]);
    expect(breakers.firms).toEqual(['broken']);
  });

  it('are forgotten once a firm’s work flows, and with the firm', () => {
    let now = 0;
    const breakers = new Breakers<string>(() => now);
    for (const firm of ['one', 'other', 'third']) breakers.failed(firm);
    now = 1000;
    expect(breakers.begin('one')).toBe(true);
    breakers.succeeded('one');
    breakers.forget('other');
    expect(breakers.firms).toEqual(['third']);
    expect(breakers.begin('one')).toBe(false);
  });

  it('say when a firm’s work may start again: its wait is over, its probe ended, its breaker closed', async () => {
    let changes = 0;
    const start = performance.now();
    const breakers = new Breakers<string>(
      () => performance.now() - start,
      () => (changes += 1),
    );
    breakers.failed('one');
    expect(changes).toBe(0);
    while (!breakers.mayStart('one')) await wait(20);
    await wait(50);
    expect(changes).toBe(1);
    breakers.begin('one');
    breakers.abandoned('one');
    expect(changes).toBe(2);
    breakers.begin('one');
    breakers.succeeded('one');
    breakers.abandoned('one');
    expect(changes).toBe(3);
  });
});
