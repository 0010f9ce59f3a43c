import { Argument, InvalidArgumentError, type Command } from 'commander';
import type { ConsentReturnOptions } from '@counterpart/access-tokens';
import type { Vendor } from '@counterpart/contracts';
import type { Firm } from '@counterpart/service-defaults';
import type { CliDesk } from './cli.config.js';
import { openStored } from './connections.commands.js';
import { connectVendor } from './connect-vendor/connect-vendor.handler.js';
import { connectedWords } from './connect-vendor/connected-words.js';
import { ConsentError, type Consent, type ConsentPorts } from './connect-vendor/connect-vendor.ports.js';
import { FIRM_OPTION, openFirms } from './firm-options.commands.js';
import { probeFirm } from './probe-firm/probe-firm.handler.js';
import type { Probe, Probed } from './probe-firm/probe-firm.ports.js';
import { firmOf, type FirmOptions } from './rendering/scope-options.js';

interface ConnectOptions extends FirmOptions {
  readonly port: number;
  readonly host: string;
  readonly callback?: string;
  readonly minutes: number;
  readonly browser: boolean;
  readonly otherAccount?: true;
  readonly appScopes?: true;
}

/** `counterpart connect`, `counterpart keys rotate` */
export function addConnectCommands(counterpart: Command, desk: CliDesk): void {
  counterpart
    .command('connect')
    .description('have a person grant access at the vendor’s page; the grant is stored sealed')
    .addArgument(new Argument('<vendor>', 'which cloud').choices(['clio', 'dropbox']))
    .option(...FIRM_OPTION)
    .option(
      '--port <number>',
      'port of the return address http://127.0.0.1:PORT/connected; 0 takes a free one',
      wholeNumber,
      8477,
    )
    .option(
      '--callback <address>',
      'return address as the vendor’s app names it, where a proxy leads from there to HOST:PORT; https',
    )
    .option('--host <address>', 'address of this machine that the port is opened on', '127.0.0.1')
    .option('--minutes <number>', 'how long the person may take', wholeNumber, 10)
    .option(
      '--other-account',
      'the firm’s account changes: take the one that is signed in, though it is not the one before',
    )
    .option(
      '--app-scopes',
      'name no scopes: what Dropbox’s app has ticked is granted, needed or not; for an app that takes no names',
    )
    .option('--no-browser', 'only print the address of the vendor’s page')
    .action((vendor: Vendor, options: ConnectOptions) => connect(desk, vendor, options));
  counterpart
    .command('keys')
    .description('the master keys that seal what is stored')
    .command('rotate')
    .description(
      'wrap every firm’s data key with the newest of COUNTERPART_MASTER_KEY; services keep running',
    )
    .action(async () => {
      const rotated = await (await openStored(desk)).rotate();
      desk.print(
        rotated,
        `${rotated.moved} firms moved to the newest key, ${rotated.kept} were there already.`,
      );
    });
}

async function connect(desk: CliDesk, vendor: Vendor, options: ConnectOptions): Promise<void> {
  const { wish, settings } = await wishOf(desk, vendor, options);
  const stored = await openStored(desk);
  const { current: policy } = await (await openFirms(desk)).shelf.of(wish.firm);
  const [
    { askForTokens, openConsentReturn },
    { consentingAccount },
    { inspectConsent },
    { makeConsentRequest },
    { askedScopes },
    { meaningOfProbe },
  ] = await Promise.all([
    import('@counterpart/access-tokens'),
    import('@counterpart/connections'),
    import('./adapters/consent-checks.js'),
    import('./adapters/consent-requests.js'),
    import('./adapters/needed-scopes.js'),
    import('./adapters/probe-meanings.js'),
  ]);
  const diagnose = async (probes: readonly Probe[]): Promise<readonly Probed[]> =>
    (await probeFirm(wish.firm, probes, meaningOfProbe)).probes;
  // Clio takes no names: its permissions are those of its app.
  const isNamed = vendor === 'dropbox' && options.appScopes !== true;
  const isTeam = settings.dropbox.selectUser !== undefined;
  const consent: Consent = { ...wish, scopes: isNamed ? askedScopes(policy, { isTeam }) : [] };
  const ports: ConsentPorts = {
    openReturn: () => openConsentReturn(returnOf(options)),
    request: makeConsentRequest,
    show: (address) => show(desk, { address, scopes: consent.scopes, opens: options.browser }),
    exchange: askForTokens,
    account: (_, accessToken) => consentingAccount(settings, vendor, accessToken),
    inspect: (asked, tokens) => inspectConsent({ settings, policy, diagnose }, asked, tokens),
    store: ({ firm, isOther }, { refreshToken, accessToken, expiresIn }, account) => {
      const expiresAt = expiresIn === undefined ? null : new Date(Date.now() + expiresIn * 1000);
      return stored.connect({ firm, vendor }, { refreshToken, accessToken, expiresAt }, { account, isOther });
    },
  };
  const connected = await connectVendor(ports, consent);
  desk.print(connected, connectedWords(connected));
}

const returnOf = ({ port, host, callback, minutes }: ConnectOptions): ConsentReturnOptions => ({
  port,
  host,
  waitMs: minutes * 60_000,
  ...(callback === undefined ? {} : { redirectUri: callback }),
});

async function wishOf(
  desk: CliDesk,
  vendor: Vendor,
  options: ConnectOptions,
): Promise<{ readonly wish: Omit<Consent, 'scopes'>; readonly settings: Firm }> {
  const { loadFirms } = await import('@counterpart/service-defaults');
  const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
  const found = (await loadFirms(desk.setting('COUNTERPART_FIRMS_FILE'))).find(firm);
  const grant = found?.[vendor].grant;
  if (found !== undefined && grant !== undefined && 'stored' in grant) {
    const isOther = options.otherAccount === true;
    return { wish: { firm, vendor, app: grant, isOther }, settings: found };
  }
  const why = found === undefined ? `has no firm ${firm}` : `gives ${firm}’s ${vendor} a grant of its own`;
  throw new ConsentError('CONSENT_NOT_WANTED', `the firms file ${why}; it needs "stored": true`);
}

interface ShownPage {
  readonly address: URL;
  readonly scopes: readonly string[];
  readonly opens: boolean;
}

/** The address is printed also where a browser opens: it may be another machine’s. */
async function show(desk: CliDesk, { address, scopes, opens }: ShownPage): Promise<void> {
  desk.say(`Grant access at this page:\n${address.href}`);
  if (scopes.length > 0) {
    desk.say(
      `It asks for ${scopes.join(', ')}, and for nothing else. If the page shows an error, tick these for the app and connect again.`,
    );
  }
  if (!opens) return;
  const { default: open } = await import('open');
  const browser = await open(address.href);
  browser.on('error', () => desk.say('No browser could be opened here: open the page yourself.'));
}

function wholeNumber(text: string): number {
  if (!/^(0|[1-9][0-9]{0,4})$/.test(text)) throw new InvalidArgumentError('a whole number, 0 to 99999');
  return Number(text);
}
