import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, maskedAddress, type Policy } from '@counterpart/contracts';
import { addresseesOf } from './addressees.js';

const policy = (notices: Partial<Policy['notices']> = {}, alerts: string[] = []) => ({
  alerts,
  notices: { ...DEFAULT_POLICY.notices, ...notices },
});
const FIRM = ['it@hartwell.example'];

describe('a notice goes', () => {
  it('to the installation’s addresses where the policy names nobody', () => {
    expect(addresseesOf({ kind: 'drift', attorney: null }, policy(), FIRM)).toEqual(FIRM);
  });

  it('to the policy’s alert addresses, or to those of its kind', () => {
    const own = policy({ recipients: { drift: ['office@hartwell.example'] } }, ['ops@hartwell.example']);
    expect(addresseesOf({ kind: 'drift', attorney: null }, own, FIRM)).toEqual(['office@hartwell.example']);
    expect(addresseesOf({ kind: 'copy-conflict', attorney: null }, own, FIRM)).toEqual([
      'ops@hartwell.example',
    ]);
  });

  it('to the attorney that it is for, and to nobody else', () => {
    const own = policy({ managingPartner: 'eleanor@hartwell.example' });
    const notice = { kind: 'privileged-locked-away', attorney: 'marisol@hartwell.example' };
    expect(addresseesOf(notice, own, FIRM)).toEqual(['marisol@hartwell.example']);
  });

  it('also to the managing partner where a closed matter is confirmed, once', () => {
    const own = policy({ managingPartner: 'IT@hartwell.example' });
    expect(addresseesOf({ kind: 'matter-archived', attorney: null }, own, FIRM)).toEqual(FIRM);
    const other = policy({ managingPartner: 'eleanor@hartwell.example' });
    expect(addresseesOf({ kind: 'matter-archived', attorney: null }, other, FIRM)).toHaveLength(2);
    expect(addresseesOf({ kind: 'drift', attorney: null }, other, FIRM)).toHaveLength(1);
  });

  it('to the next ones where some are known not to be reached, at last to the managing partner, or to nobody', () => {
    const partner = 'eleanor@hartwell.example';
    const own = policy({ managingPartner: partner }, ['ops@hartwell.example', 'dms@hartwell.example']);
    const without = (...gone: readonly string[]) =>
      addresseesOf(
        { kind: 'notice-bounced', attorney: null, unreached: (one) => gone.includes(one) },
        own,
        FIRM,
      );
    expect(without('ops@hartwell.example')).toEqual(['dms@hartwell.example']);
    expect(without(...own.alerts)).toEqual(FIRM);
    expect(without(...own.alerts, ...FIRM)).toEqual([partner]);
    expect(without(...own.alerts, ...FIRM, partner)).toEqual([]);
  });
});

it('an address is told without its local part', () => {
  expect(maskedAddress('marisol@hartwell.example')).toBe('m…@hartwell.example');
  expect(maskedAddress('nobody')).toBe('…');
});
