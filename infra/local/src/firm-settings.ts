import type { CloudAddresses } from './clouds.js';
import { CLIO_TOKEN, type StackOptions } from './stack-options.js';

export const DROPBOX_TOKEN = 'fake-dropbox-access-token';
/** The emulated team’s administrator, who connected us. */
const DROPBOX_MEMBER = 'dbmid:AAHhy7WsR0x-u4ZCqiDl5Fz5zvuL3kmspwU';

/** What the emulators were told, or know by themselves: all of it fake. */
const GIVEN = {
  clio: {
    accessToken: CLIO_TOKEN,
    clientId: 'fake-clio-client-id',
    clientSecret: 'fake-clio-client-secret',
  },
  dropbox: {
    accessToken: DROPBOX_TOKEN,
    clientId: 'fake-dropbox-app-key',
    clientSecret: 'fake-dropbox-app-secret',
  },
};
/** Where a firm’s clouds are, and how it is connected. */
interface Connected {
  readonly addresses: CloudAddresses;
  readonly webhookUrl: string;
  readonly grants: NonNullable<StackOptions['grants']>;
  /** Of its addresses, before `.example`. */
  readonly domain: string;
}

/** An entry of the firms file. */
export function firmSettings(firm: string, { addresses, webhookUrl, grants, domain }: Connected): object {
  const { clio, clioDownloads, dropbox } = addresses;
  return {
    firm,
    clio: {
      baseUrl: clio,
      downloadOrigins: [clioDownloads],
      grant: grantOf('clio', `${clio}/oauth`, grants),
      webhookUrl,
    },
    dropbox: {
      apiUrl: dropbox,
      contentUrl: dropbox,
      grant: grantOf('dropbox', `${dropbox}/oauth2`, grants),
      selectUser: DROPBOX_MEMBER,
    },
    alerts: [`it@${domain}.example`],
  };
}

function grantOf(vendor: keyof typeof GIVEN, oauth: string, grants: Connected['grants']): object {
  const { clientId, clientSecret, accessToken } = GIVEN[vendor];
  if (grants !== 'stored') return { accessToken };
  const [tokenUrl, authorizeUrl] = [`${oauth}/token`, `${oauth}/authorize`];
  return { stored: true, clientId, clientSecret, tokenUrl, authorizeUrl };
}
