import { describe, expect, it } from 'vitest';
import { planHooks, type ClioHook, type OwnHook } from './plan-hooks.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const days = (count: number): Date => new Date(NOW.getTime() + count * 24 * 3600 * 1000);
const old = days(-5);

const own = (model: OwnHook['model'], details: Partial<OwnHook> = {}): OwnHook => ({
  token: `t-${model}`,
  model,
  url: `https://in.example/webhooks/clio/t-${model}`,
  webhook: `w-${model}`,
  hasSecret: true,
  createdAt: old,
  ...details,
});

const at = (model: string, details: Partial<ClioHook> = {}): ClioHook => ({
  webhook: `w-${model}`,
  url: `https://in.example/webhooks/clio/t-${model}`,
  status: 'enabled',
  expiresAt: days(20),
  secret: null,
  ...details,
});

const OURS = 'https://in.example/webhooks/clio/';

/** Where contacts are watched well. */
const plan = (mine: readonly OwnHook[], atClio: readonly ClioHook[]) =>
  planHooks(NOW, [...mine, own('contact')], [...atClio, at('contact')], OURS);

describe('planHooks', () => {
  it('makes a hook for every watched model of a new firm', () => {
    expect(planHooks(NOW, [], [], OURS)).toEqual([
      { kind: 'create', model: 'document' },
      { kind: 'create', model: 'matter' },
      { kind: 'create', model: 'contact' },
    ]);
  });

  it('leaves live hooks alone', () => {
    expect(plan([own('document'), own('matter')], [at('document'), at('matter')])).toEqual([]);
  });

  it('renews a hook with less than ten days left', () => {
    const soon = at('document', { expiresAt: days(9) });
    expect(plan([own('document'), own('matter')], [soon, at('matter')])).toEqual([
      { kind: 'renew', webhook: 'w-document' },
    ]);
  });

  it.each([
    ['suspended', at('document', { status: 'suspended' })],
    ['expired', at('document', { expiresAt: days(-1) })],
  ])('makes a new hook when the old one is %s, and says so', (because, broken) => {
    expect(plan([own('document'), own('matter')], [broken, at('matter')])).toEqual([
      { kind: 'recreate', model: 'document', because },
    ]);
  });

  it('makes a new hook where somebody removed the old one in Clio, and says so', () => {
    expect(plan([own('document'), own('matter')], [at('matter')])).toEqual([
      { kind: 'recreate', model: 'document', because: 'removed' },
    ]);
  });

  it.each([
    ['is pending for too long', own('document'), at('document', { status: 'pending' })],
    ['has no secret', own('document', { hasSecret: false }), at('document')],
  ])(
    'makes a new hook in place of one that %s: they do not pile up where no handshake comes',
    (_, mine, clio) => {
      expect(plan([mine, own('matter')], [clio, at('matter')])).toEqual([
        { kind: 'remove-at-clio', webhook: 'w-document' },
        { kind: 'forget', token: 't-document' },
        { kind: 'create', model: 'document' },
      ]);
    },
  );

  it('takes the secret that Clio shows of a hook whose handshake never reached us', () => {
    const mine = [own('document', { hasSecret: false }), own('matter')];
    expect(plan(mine, [at('document', { secret: 'shown' }), at('matter')])).toContainEqual({
      kind: 'take-secret',
      token: 't-document',
      webhook: 'w-document',
      secret: 'shown',
    });
  });

  it('forgets what Clio never made, and makes it', () => {
    const unmade = own('document', { webhook: null, hasSecret: false });
    expect(plan([unmade, own('matter')], [at('matter')])).toEqual([
      { kind: 'forget', token: 't-document' },
      { kind: 'create', model: 'document' },
    ]);
  });

  it('removes the broken hook only when another serves its model', () => {
    const fresh = own('document', {
      token: 't-new',
      url: 'https://in.example/webhooks/clio/t-new',
      webhook: 'w-new',
    });
    const atClio = [
      at('document', { status: 'suspended' }),
      at('new', { webhook: 'w-new', url: fresh.url }),
      at('matter'),
    ];
    expect(plan([own('document'), fresh, own('matter')], atClio)).toEqual([
      { kind: 'remove-at-clio', webhook: 'w-document' },
      { kind: 'forget', token: 't-document' },
    ]);
  });

  it('waits for a creation that is under way', () => {
    const young = own('document', { webhook: null, hasSecret: false, createdAt: NOW });
    expect(plan([young, own('matter')], [at('matter')])).toEqual([]);
  });

  it('adopts a hook whose answer was lost after Clio made it', () => {
    const orphan = own('document', { webhook: null });
    expect(plan([orphan, own('matter')], [at('document'), at('matter')])).toEqual([
      { kind: 'adopt', token: 't-document', webhook: 'w-document' },
    ]);
  });

  it('never touches hooks of somebody else', () => {
    const foreign = at('x', { webhook: 'w-x', url: 'https://other.example/hook' });
    expect(plan([own('document'), own('matter')], [at('document'), at('matter'), foreign])).toEqual([]);
  });

  it('removes a hook of ours whose secret was lost with the database, once others serve', () => {
    const lost = at('document', { webhook: 'w-lost', url: 'https://in.example/webhooks/clio/t-lost' });
    const elsewhere = at('document', { webhook: 'w-else', url: 'https://other.example/webhooks/clio/t' });
    expect(plan([own('document'), own('matter')], [at('document'), at('matter'), lost, elsewhere])).toEqual([
      { kind: 'remove-at-clio', webhook: 'w-lost' },
    ]);
    expect(plan([own('document')], [at('document'), lost])).toEqual([{ kind: 'create', model: 'matter' }]);
  });
});
