import type { Letter, Message } from './letter.js';
import { renderLetter } from './render-letter.js';
import { wordsIn } from './words/words.js';

export const WORDS = wordsIn('en');

/** A message as it leaves. */
export const rendered = (message: Message): Letter => renderLetter(message, WORDS);
