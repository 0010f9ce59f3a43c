import type { FirmId } from '@counterpart/contracts';
import type { Stack } from '@counterpart/local';
import { ClioView } from './observe/clio.js';
import { DropboxView } from './observe/dropbox.js';
import { TrailView } from './observe/trail.js';
import type { System } from './verify.js';

/** Views of a running stack; of one firm’s part of the trail where it is named. */
export const systemOf = ({ addresses }: Stack, firm?: FirmId): System => ({
  clio: new ClioView(addresses.clio),
  dropbox: new DropboxView(addresses.dropbox),
  trail: new TrailView(addresses.database, firm),
});
