import { DocumentId, FirmId, MatterId } from '@counterpart/contracts';
import type { z } from 'zod';

/** The words that say what a command is about. */
export interface ScopeOptions {
  readonly firm?: string;
  readonly matter?: string;
  readonly document?: string;
}

/** What a command is about: one matter with all its documents, or one document. */
export type NamedScope =
  | { readonly kind: 'matter'; readonly firm: FirmId; readonly matter: MatterId }
  | { readonly kind: 'document'; readonly firm: FirmId; readonly document: DocumentId };

/** The words of a command do not fit together, or are no ids. */
class WordsWrong extends Error {
  readonly code = 'WORDS_WRONG';
  override readonly name = 'WordsWrong';
}

/**
 * The scope that is meant.
 * @param home the firm that is meant where none is named
 * @throws WordsWrong
 */
export function scopeOf(options: ScopeOptions, home: FirmId | undefined): NamedScope {
  const { matter, document } = options;
  const firm = options.firm === undefined ? home : idOf(FirmId, '--firm', options.firm);
  if (firm === undefined) throw new WordsWrong('which firm? name it with --firm or COUNTERPART_FIRM');
  if (matter !== undefined && document === undefined) {
    return { kind: 'matter', firm, matter: idOf(MatterId, '--matter', matter) };
  }
  if (document !== undefined && matter === undefined) {
    return { kind: 'document', firm, document: idOf(DocumentId, '--document', document) };
  }
  throw new WordsWrong('name either --matter or --document, by its id in Clio');
}

function idOf<Schema extends z.ZodType>(schema: Schema, option: string, text: string): z.infer<Schema> {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new WordsWrong(`${option} ${JSON.stringify(text)} is no such id`);
}
