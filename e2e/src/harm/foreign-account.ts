import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FirmId } from '@counterpart/contracts';
import type { Stack } from '@counterpart/local';
import type { Act } from './acts.js';
import { connect } from '../hands/consent.js';

const FirmsFile = z.object({ firms: z.array(z.looseObject({ firm: z.string() })) });
const FOREIGN = FirmId.parse('moreau');

/** Somebody connects another firm while the browser is signed in to the mirrored firm’s accounts. */
export function foreignAccountActs(stack: Stack): readonly Act[] {
  const settingsFile = settingsWithAnother(stack);
  return (['clio', 'dropbox'] as const).map((vendor) => ({
    what: `operator: connects another firm with the account that the mirrored firm has at ${vendor}`,
    must: 'be refused',
    refusal: /ACCOUNT_OF_ANOTHER_FIRM/,
    run: () => connect({ ...stack, settingsFile }, vendor, FOREIGN),
  }));
}

/** Of the command line alone: the services know nothing of the other firm. */
function settingsWithAnother({ folder, settingsFile }: Stack): string {
  const { firms } = FirmsFile.parse(JSON.parse(readFileSync(join(folder, 'firms.json'), 'utf8')));
  const [firmsFile, ownSettings] = [join(folder, 'moreau.json'), join(folder, 'moreau.env')];
  const another = firms.map((firm) => ({ ...firm, firm: FOREIGN }));
  writeFileSync(firmsFile, JSON.stringify({ firms: another }), { mode: 0o600 });
  const settings = readFileSync(settingsFile, 'utf8');
  writeFileSync(ownSettings, `${settings}COUNTERPART_FIRMS_FILE=${firmsFile}\n`, { mode: 0o600 });
  return ownSettings;
}
