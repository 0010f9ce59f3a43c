import { describe, expect, it } from 'vitest';
import { isUnreachable, unavailable } from './postgres-errors.js';

const failed = (code: string): Error => Object.assign(new Error('the query failed'), { code });

describe('a database error', () => {
  it.each([
    ['a full disk', '53100'],
    ['no memory', '53200'],
    ['too many connections', '53300'],
    ['an I/O error', '58030'],
    ['a server that only reads since another took over', '25006'],
    ['a connection that broke', '08006'],
    ['a shutdown', '57P01'],
    ['a socket nobody listens at', 'ECONNREFUSED'],
  ])('says of %s that the work can wait for it', (_, code) => {
    expect(isUnreachable(failed(code))).toBe(true);
    expect(isUnreachable({ driverError: failed(code) })).toBe(true);
  });

  it.each([
    ['a taken key', '23505'],
    ['a right that is missing', '42501'],
    ['a table that is missing', '42P01'],
  ])('says of %s that waiting does not help', (_, code) => {
    expect(isUnreachable(failed(code))).toBe(false);
  });

  it.each([
    ['a full disk', '53100', true],
    ['a server that only reads', '25006', true],
    ['a connection that broke', '08006', false],
  ])('says of %s whether it is writes alone that are refused', (_, code, refusesWrites) => {
    expect(unavailable(failed(code))).toMatchObject({ part: 'postgres', refusesWrites });
  });
});
