import { clioVerdict } from '@counterpart/clio-client';
import { dropboxVerdict } from '@counterpart/dropbox-client';
import type { TransferVerdict } from '../stage-document/stage-document.ports.js';

/** A transfer has two sides; whichever failed is asked. What neither knows is a bug and stays an error. */
export const transferVerdict: TransferVerdict = (error) => {
  const ofClio = clioVerdict(error);
  if (ofClio?.kind === 'gone') return { kind: 'source-absent' };
  const verdict = ofClio ?? dropboxVerdict(error);
  if (verdict === undefined) throw error;
  return { kind: 'verdict', verdict };
};
