import type { Policy } from '@counterpart/contracts';
import { en } from './en/en.js';

/** Every text of the e-mails in one language. */
export type Words = typeof en;

const LANGUAGES: Readonly<Record<Policy['notices']['language'], Words>> = { en };

/** The texts in a firm’s language. */
export const wordsIn = (language: Policy['notices']['language']): Words => LANGUAGES[language];
