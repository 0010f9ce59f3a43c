import { describe, expect, it } from 'vitest';
import { Engine, type Resource } from './engine.js';

const log: string[] = [];
const resource = (name: string, after: readonly string[] = [], fails = false): Resource => ({
  name,
  after,
  start: () => {
    log.push(`start ${name}`);
    if (fails) return Promise.reject(new Error(`${name} is broken`));
    return Promise.resolve({
      stop: () => {
        log.push(`stop ${name}`);
        return Promise.resolve();
      },
    });
  },
});

describe('Engine', () => {
  it('starts what others wait for first, and stops in reverse', async () => {
    log.length = 0;
    const engine = new Engine([resource('a'), resource('b', ['a']), resource('c', ['b'])]);
    await engine.start();
    await engine.stop();
    expect(log).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
  });

  it('stops what runs when a part fails, starts nothing that waits for it, and says why', async () => {
    log.length = 0;
    const engine = new Engine([resource('a'), resource('b', ['a'], true), resource('c', ['b'])]);
    await expect(engine.start()).rejects.toThrow('b is broken');
    expect(log).toEqual(['start a', 'start b', 'stop a']);
  });

  it('starts nothing more once it is called off, and stops what runs', async () => {
    log.length = 0;
    const off = new AbortController();
    const last = { ...resource('a'), start: () => (off.abort('enough'), resource('a').start()) };
    await expect(new Engine([last, resource('b', ['a'])]).start(off.signal)).rejects.toBe('enough');
    expect(log).toEqual(['start a', 'stop a']);
  });

  it('refuses a part that waits for something unknown', () => {
    expect(() => new Engine([resource('a', ['z'])])).toThrow('does not stand before it');
  });
});
