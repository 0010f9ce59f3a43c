import { ClioConnections, clioAccount, DropboxConnections } from '@counterpart/connections';
import { FirmId, type ConsentedAccount, type Vendor } from '@counterpart/contracts';
import { Firms, type Firm } from '@counterpart/service-defaults';
import { describe, expect, it } from 'vitest';
import { accountProbe } from '../src/adapters/shared-accounts.js';
import type { Finding } from '../src/probe-firm/probe-firm.ports.js';
import { firmAt, REYES, startClio, startDropbox } from './probed-firm.js';

const HARTWELL = FirmId.parse('hartwell');
const APP = { clientId: 'fake-id', clientSecret: 'fake-secret', tokenUrl: 'http://127.0.0.1:9/oauth/token' };
const STORED = { ...APP, stored: true as const, authorizeUrl: 'http://127.0.0.1:9/oauth/authorize' };

/** What the doctor says of the first firm, where the firms file has the other as well. */
function ask(
  [own, other]: readonly [Firm, Firm],
  vendor: Vendor,
  consented: ReadonlyMap<FirmId, ConsentedAccount> = new Map(),
): Promise<Finding> {
  const firms = new Firms([own, other]);
  const connections = { clio: new ClioConnections(firms), dropbox: new DropboxConnections(firms) };
  const asked = { firm: own, others: [other], ...connections, connected: () => Promise.resolve(consented) };
  return accountProbe(asked, vendor).ask();
}

/** Two firms of one Clio, the second by another grant. */
async function twoInClio(grant: Firm['clio']['grant']): Promise<readonly [Firm, Firm]> {
  const { clio } = await startClio();
  const at = { baseUrl: clio.url, downloadOrigins: [clio.downloadUrl] };
  const [own, other] = [firmAt(at), firmAt({ ...at, grant })];
  return [own, { ...other, firm: HARTWELL }];
}

describe('the account of another firm of the firms file', () => {
  it('is named where the file gives both firms grants of one account', async () => {
    const { clio } = await startClio();
    const issued = await fetch(`${clio.url}/_emulator/tokens`, {
      method: 'POST',
      body: JSON.stringify({ action: 'issue' }),
    });
    const { token: accessToken } = (await issued.json()) as { readonly token: string };
    const at = { baseUrl: clio.url, downloadOrigins: [clio.downloadUrl] };
    const other = { ...firmAt({ ...at, grant: { accessToken } }), firm: HARTWELL };
    expect(await ask([firmAt(at), other], 'clio')).toMatchObject({
      holds: false,
      words: expect.stringContaining('also that of hartwell') as string,
    });
  });

  it('is named where a person connected the one that the file gives the firm', async () => {
    const [own, other] = await twoInClio(STORED);
    const account = await clioAccount(own, new ClioConnections(new Firms([own])).of(REYES));
    expect(await ask([own, other], 'clio', new Map([[HARTWELL, account]]))).toMatchObject({ holds: false });
    const another = { ...account, id: `${account.id}0` };
    expect(await ask([own, other], 'clio', new Map([[HARTWELL, another]]))).toMatchObject({ holds: true });
    expect(await ask([own, other], 'clio')).toMatchObject({ holds: true });
  });

  it('is not asked for where that could use up a grant, or where that firm is refused', async () => {
    const untried = { holds: null, words: expect.stringContaining('not compared: hartwell') as string };
    expect(await ask(await twoInClio({ ...APP, refreshToken: 'fake-other' }), 'clio')).toMatchObject(untried);
    expect(await ask(await twoInClio({ accessToken: 'fake-unknown' }), 'clio')).toMatchObject(untried);
  });

  it('is another one at another host, and the same where two entries bear one grant', async () => {
    const [one, two] = await Promise.all([startDropbox(), startDropbox()]);
    const at = (url: string): Firm => firmAt({}, { apiUrl: url, contentUrl: url });
    const [own, other] = [at(one.url), { ...at(one.url), firm: HARTWELL }];
    expect(await ask([own, other], 'dropbox')).toMatchObject({ holds: false });
    expect(await ask([own, { ...at(two.url), firm: HARTWELL }], 'dropbox')).toMatchObject({ holds: true });
  });
});
