import { z } from 'zod';

/** A void member of a union, in its short or its long form (both are taken in requests). */
export const tag = <const T extends string>(name: T) =>
  z.union([z.literal(name), z.strictObject({ '.tag': z.literal(name) })]).transform(() => name);

/** A union of void members, in the short or the long form. */
export const tags = <const T extends string>(names: readonly [T, ...T[]]) =>
  z.union([
    z.enum(names),
    z.strictObject({ '.tag': z.enum(names) }).transform((union): T => union['.tag'] as T),
  ]);

/** Paths of files.stone: WritePath, and ReadPath with ids and revisions. */
export const WritePath = z.string().regex(/^(\/[\s\S]*|ns:[0-9]+(\/.*)?|id:.*)$/);
export const ReadPath = z.string().regex(/^(\/[\s\S]*|id:.*|rev:[0-9a-f]{9,}|ns:[0-9]+(\/.*)?)$/);
/** A folder to list: the root is the empty string, never `/`. */
export const PathROrId = z.string().regex(/^(\/[\s\S]*|id:.*|ns:[0-9]+(\/.*)?)?$/);
const Timestamp = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
export const Rev = z.string().regex(/^[0-9a-f]{9,}$/);
export const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Mode = z.union([
  tag('add').transform(() => ({ kind: 'add' as const })),
  tag('overwrite').transform(() => ({ kind: 'overwrite' as const })),
  z
    .strictObject({ '.tag': z.literal('update'), update: Rev })
    .transform(({ update }) => ({ kind: 'update' as const, rev: update })),
]);

/** Fields of CommitInfo (files.stone). */
export const commitInfo = {
  path: WritePath,
  mode: Mode.default({ kind: 'add' }),
  autorename: z.boolean().default(false),
  client_modified: Timestamp.nullish(),
  mute: z.boolean().default(false),
  property_groups: z.array(z.unknown()).nullish(),
  strict_conflict: z.boolean().default(false),
};
export const CommitInfo = z.strictObject(commitInfo);

export const Cursor = z.strictObject({ session_id: z.string(), offset: z.int().nonnegative() });
