import { DocumentId, FirmId, MatterId } from '@counterpart/contracts';
import type { Letter, Message } from './letter.js';
import { renderLetter } from './render-letter.js';
import { wordsIn } from './words/words.js';

export const WORDS = wordsIn('en');

/** A message as it leaves, without links. */
export const rendered = (message: Message, console: string | null = null): Letter =>
  renderLetter(message, {
    words: WORDS,
    console,
    subject: {
      firm: FirmId.parse('hartwell'),
      document: DocumentId.parse('11'),
      matter: MatterId.parse('5'),
    },
  });
