import { describe, expect, it } from 'vitest';
import { planHooks, servesAnew, WATCHED, type ClioHook, type OwnHook } from './plan-hooks.js';

/*
 * A firm’s public address was changed in the firms file, because ingest had moved. The webhooks that led to the old one were taken for
 * alive, and none was made for the new one: once the old name was gone, nothing came any more but what the sweeps found.
 */

const NOW = new Date('2026-05-01T12:00:00Z');
const at = (days: number): Date => new Date(NOW.getTime() + days * 24 * 3_600_000);
const OLD = 'https://old.example/webhooks/clio/';
const NEW = 'https://in.example/webhooks/clio/';

const own = (model: OwnHook['model'], address: string): OwnHook => ({
  token: `${model}-${address}`,
  model,
  url: `${address}${model}`,
  webhook: `w-${model}-${address}`,
  hasSecret: true,
  createdAt: at(-5),
});
const atClio = ({ url, webhook }: OwnHook): ClioHook => ({
  webhook: webhook ?? '',
  url,
  status: 'enabled',
  expiresAt: at(20),
  secret: null,
});
const before = WATCHED.map((model) => own(model, OLD));
const after = WATCHED.map((model) => own(model, NEW));
const plan = (mine: readonly OwnHook[], ...others: readonly ClioHook[]) =>
  planHooks(NOW, mine, [...mine.map(atClio), ...others], NEW);

describe('after the address was changed', () => {
  it('hooks are made for the new one, and those for the old one stay until they serve', () => {
    expect(plan(before)).toEqual(WATCHED.map((model) => ({ kind: 'create', model })));
  });

  it('those for the old one are renewed while none serves at the new one, which may be mistyped', () => {
    const ending = before.map((hook) => ({ ...atClio(hook), expiresAt: at(9) }));
    expect(planHooks(NOW, before, ending, NEW)).toEqual(
      before.flatMap(({ model, webhook }) => [
        { kind: 'renew', webhook },
        { kind: 'create', model },
      ]),
    );
    const serving = [...ending, ...after.map(atClio)];
    expect(planHooks(NOW, [...before, ...after], serving, NEW).map(({ kind }) => kind)).not.toContain(
      'renew',
    );
  });

  it('one serves anew that was made since and shook hands', () => {
    const [made] = after;
    if (made === undefined) throw new TypeError('no hook');
    const serves = (more: Partial<OwnHook>, since: Date): boolean =>
      servesAnew([...before, { ...made, createdAt: at(-1), ...more }], since);
    expect([serves({}, at(-2)), serves({}, at(-1))]).toEqual([true, false]);
    expect([serves({ hasSecret: false }, at(-2)), serves({ webhook: null }, at(-2))]).toEqual([false, false]);
  });

  it('hooks for the old one are removed once those for the new one serve', () => {
    expect(plan([...before, ...after])).toEqual(
      before.flatMap(({ token, webhook }) => [
        { kind: 'remove-at-clio', webhook },
        { kind: 'forget', token },
      ]),
    );
    expect(plan(after)).toEqual([]);
  });

  it('a hook that was made for the old one a moment ago is not waited for', () => {
    const young = before.map((hook) => ({ ...hook, createdAt: NOW }));
    expect(plan(young)).toEqual(WATCHED.map((model) => ({ kind: 'create', model })));
  });

  it('what somebody else has at the old address is left alone', () => {
    const foreign = { ...atClio(own('document', OLD)), webhook: 'theirs', url: `${OLD}theirs` };
    expect(plan(after, foreign)).toEqual([]);
  });
});
