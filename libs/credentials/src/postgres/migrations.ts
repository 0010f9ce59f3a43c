import type { Migration } from '@counterpart/event-store';
import { BarAccess1764000003003 } from './bar-access.js';
import { MakeCredentials1764000003001 } from './make-credentials.js';
import { PartFirms1764000003002 } from './part-firms.js';
import { TellGrants1764000003004 } from './tell-grants.js';

/** The migrations of the firms’ keys and grants, in their order. */
export const CREDENTIAL_MIGRATIONS: readonly Migration[] = [
  MakeCredentials1764000003001,
  PartFirms1764000003002,
  BarAccess1764000003003,
  TellGrants1764000003004,
];
