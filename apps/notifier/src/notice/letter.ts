import type { ToldNames } from '@counterpart/contracts';
import type { Words } from './words/words.js';

/** An e-mail before it has an address. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What a fact is called. */
export type FactLabel = keyof Words['labels'];

/** One thing that a letter tells: what it is called, and that. */
export type Fact = readonly [label: FactLabel, value: string];

/** What a letter says, before it has a form. */
export interface Message {
  readonly headline: string;
  /** What it is about, as people call it. */
  readonly about: ToldNames;
  readonly facts: readonly Fact[];
}

/** Of a message that tells of no document or matter. */
export const NOBODY: ToldNames = { documentName: null, matterNumber: null, clientName: null };

/** Names that can be told safely. */
export const onOneLine = ({ documentName, matterNumber, clientName }: ToldNames): ToldNames => ({
  documentName: oneLine(documentName),
  matterNumber: oneLine(matterNumber),
  clientName: oneLine(clientName),
});

/** A name that ends a line could start a header (RFC 5322 §2.2), or tell what to do in the letter’s own voice. */
export const oneLine = <Text extends string | null>(name: Text): Text =>
  (name?.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ') ?? null) as Text;

/** The matter in words; null where none is known. */
export function matterLabel(about: ToldNames): string | null {
  if (about.matterNumber === null) return null;
  return about.clientName === null ? about.matterNumber : `${about.matterNumber}, ${about.clientName}`;
}

/** A name with its id in Clio. */
export function named({ frame }: Words, name: string | null, id: string | null): string {
  if (name !== null) return id === null ? name : frame.withId(name, id);
  return id === null ? frame.unknown : frame.onlyId(id);
}
