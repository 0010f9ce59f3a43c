import { parseVerifierKey } from '@counterpart/audit-log';
import type { NamedKeys } from '../verify-export/verify-export.ports.js';
import { textFiles } from './export-folders.js';

/** A key’s own text begins with its name and id; anything else is the name of a file. */
const KEY_TEXT = /^[^+\s]+\+[0-9a-f]{8}\+/u;

/** Keys given as text, or as files of one key a line. */
export const namedKeys: NamedKeys = {
  async read(given) {
    const texts = await Promise.all(
      given.map(async (one) => (KEY_TEXT.test(one) ? one : (await textFiles.read(one)).toString('utf8'))),
    );
    return texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.trim() !== '')
      .map(parseVerifierKey);
  },
};
