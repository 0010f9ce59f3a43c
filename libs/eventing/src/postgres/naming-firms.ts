/**
 * What `counterpart.firm` says in a transaction that works for all firms. It is no firm’s id, and only the roles that a
 * table’s rules name reach anything by it; to all others no row is there.
 */
export const EVERY_FIRM = '*';

/**
 * A query that stands in no transaction and names the firms whose rows are there itself: no round trip more is needed. They
 * are named before a row is looked at, whatever the planner thinks best: what is found depends on the name (`lateral`), and
 * is not merged with it (`offset 0`).
 * @param firms parameter that has their names
 * @param query of rows
 */
export const named = (firms: string, query: string): string => after(naming(firms), query);

/**
 * The same, and refused by a server that takes no writes: what it has is old since another one took over. Postgres lets no transaction
 * that only reads become another one once it has begun; to one that writes already nothing happens.
 */
export const namedToWrite = (firms: string, query: string): string =>
  after(`set_config('transaction_read_only', 'off', true) || ${naming(firms)}`, query);

const naming = (firms: string): string => `set_config('counterpart.firm', ${firms}::text, true)`;

const after = (settings: string, query: string): string => `
select found.* from (select ${settings} as firm) named
cross join lateral (select asked.* from (${query}) asked where named.firm is not null offset 0) found
`;
