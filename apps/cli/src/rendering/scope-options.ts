import { DocumentId, FirmId, MatterId } from '@counterpart/contracts';
import type { z } from 'zod';
import { wrongWords } from './failure.js';

/** The words that say which firm a command is about. */
export interface FirmOptions {
  readonly firm?: string;
}

/** The words that say what a command is about. */
export interface ScopeOptions extends FirmOptions {
  readonly matter?: string;
  readonly document?: string;
}

/** What a command is about: one matter with all its documents, or one document. */
export type NamedScope =
  | { readonly kind: 'matter'; readonly firm: FirmId; readonly matter: MatterId }
  | { readonly kind: 'document'; readonly firm: FirmId; readonly document: DocumentId };

/**
 * The scope that is meant.
 * @param home the firm that is meant where none is named
 * @throws an error of the code WORDS_WRONG
 */
export function scopeOf(options: ScopeOptions, home: FirmId | undefined): NamedScope {
  const { matter, document } = options;
  const firm = firmOf(options, home);
  if (matter !== undefined && document === undefined) {
    return { kind: 'matter', firm, matter: idOf(MatterId, '--matter', matter) };
  }
  if (document !== undefined && matter === undefined) {
    return { kind: 'document', firm, document: idOf(DocumentId, '--document', document) };
  }
  throw wrongWords('name either --matter or --document, by its id in Clio');
}

/**
 * The firm that is meant.
 * @throws an error of the code WORDS_WRONG
 */
export function firmOf(options: FirmOptions, home: FirmId | undefined): FirmId {
  const firm = options.firm === undefined ? home : idOf(FirmId, '--firm', options.firm);
  if (firm === undefined) throw wrongWords('which firm? name it with --firm or COUNTERPART_FIRM');
  return firm;
}

/**
 * The matter that is meant; null where none is named.
 * @throws an error of the code WORDS_WRONG
 */
export const matterOf = ({ matter }: ScopeOptions): MatterId | null =>
  matter === undefined ? null : idOf(MatterId, '--matter', matter);

function idOf<Schema extends z.ZodType>(schema: Schema, option: string, text: string): z.infer<Schema> {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw wrongWords(`${option} ${JSON.stringify(text)} is no such id`);
}
