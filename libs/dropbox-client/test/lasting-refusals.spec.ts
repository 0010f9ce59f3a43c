import { describe, expect, it } from 'vitest';
import type { LastingRefusal, TokenProvider, VendorCall } from '@counterpart/access-tokens';
import { rejectsWithCode } from '@counterpart/testing';
import { DropboxClient, type DropboxOptions } from '../src/index.js';
import { startTeam, type Team } from './team.js';

/** Who connected the application, as the emulator’s admin desk knows that person. */
const CONNECTED = {
  email: 'eleanor.hartwell@hartwell-reyes.example',
  givenName: 'Eleanor',
  surname: 'Hartwell',
  isAdmin: true,
};

/** A provider that keeps what it is told. */
class Told implements TokenProvider {
  readonly refusals: LastingRefusal[] = [];
  readonly passed: VendorCall[] = [];
  renewals = 0;

  constructor(private readonly accessToken: string) {}

  token(): Promise<string> {
    return Promise.resolve(this.accessToken);
  }

  refresh(): Promise<boolean> {
    this.renewals += 1;
    return Promise.resolve(true);
  }

  accepted(call: VendorCall): Promise<void> {
    this.passed.push(call);
    return Promise.resolve();
  }

  refused(token: string, refusal: LastingRefusal): Promise<void> {
    if (token === this.accessToken) this.refusals.push(refusal);
    return Promise.resolve();
  }
}

function told(team: Team, options: Partial<DropboxOptions> = {}) {
  const token = new Told('fake-dropbox-access-token');
  return { token, client: new DropboxClient({ ...team.options, ...options, token }) };
}

describe('a refusal that no new token mends', () => {
  it('of a suspended member is told, and asks for no new token', async () => {
    const team = await startTeam();
    const { token, client } = told(team);
    await team.admin('PUT', 'team', { members: [{ ...CONNECTED, status: 'suspended' }] });
    await rejectsWithCode(client.look('/a'), 'DROPBOX_UNAUTHORISED');
    expect(token.refusals).toEqual([{ part: 'member', whole: true, word: 'user_suspended' }]);
    expect(token.renewals).toBe(0);
    await team.admin('PUT', 'team', { members: [{ ...CONNECTED, status: 'active' }] });
    await client.look('/a');
    expect(token.passed).toMatchObject([
      { parts: expect.arrayContaining(['member', 'token', 'root']) as unknown },
    ]);
  });

  it('of a member who is not on the team is told', async () => {
    const team = await startTeam();
    const { token, client } = told(team, { selectUser: 'dbmid:nobody' });
    await rejectsWithCode(client.look('/a'), 'DROPBOX_UNAUTHORISED');
    expect(token.refusals).toEqual([{ part: 'member', whole: true, word: 'invalid_select_user' }]);
  });

  it('of an administrator who is none any more is told of what only an administrator may do', async () => {
    const team = await startTeam();
    const { token, client } = told(team);
    await client.sharing.links('/a', { directOnly: true }).catch(() => undefined);
    await team.admin('PUT', 'team', { members: [{ ...CONNECTED, isAdmin: false }] });
    await rejectsWithCode(client.sharing.links('/a', { directOnly: true }), 'DROPBOX_UNAUTHORISED');
    expect(token.refusals).toEqual([{ part: 'admin', whole: false, word: 'invalid_select_admin' }]);
  });

  it('of a permission names it, and the route that needs it', async () => {
    const scopes = ['account_info.read', 'files.metadata.read', 'files.content.read'];
    const team = await startTeam({ scopes });
    const { token, client } = told(team);
    await rejectsWithCode(client.createFolders(['/a']), 'DROPBOX_UNAUTHORISED');
    expect(token.refusals).toEqual([
      {
        part: 'files/create_folder_batch as member',
        whole: false,
        word: 'missing_scope',
        lacks: 'files.content.write',
      },
    ]);
    expect(token.renewals).toBe(0);
  });

  it('of another root than the member’s is told', async () => {
    const team = await startTeam();
    const { token, client } = told(team, { rootNamespace: '1' });
    await rejectsWithCode(client.look('/a'), 'DROPBOX_PATH_ROOT');
    expect(token.refusals).toMatchObject([{ part: 'root', whole: true }]);
  });

  it('of a token that was just renewed is told, of a download, too', async () => {
    const team = await startTeam();
    const { token, client } = told(team);
    await team.plan({ route: '', effect: { kind: 'expired-token' } });
    await rejectsWithCode(client.look('/a'), 'DROPBOX_UNAUTHORISED');
    await rejectsWithCode(client.download('/a').next(), 'DROPBOX_UNAUTHORISED');
    const refusal = { part: 'token', whole: true, word: 'expired_access_token' };
    expect(token.refusals).toEqual([refusal, refusal]);
    expect(token.renewals).toBe(2);
  });

  it.each([
    { kind: 'status', code: 503 },
    { kind: 'rate-limited', retryAfter: 300 },
    { kind: 'reset-before' },
    { kind: 'write-contention', retryAfter: 300 },
  ])('is none where it passes: %j', async (effect) => {
    const team = await startTeam();
    const { token, client } = told(team);
    await team.plan({ route: 'get_metadata', effect });
    await client.look('/a').catch(() => undefined);
    expect([token.refusals, token.passed]).toEqual([[], []]);
  });

  it('is over where what was asked for is looked for, and is not there', async () => {
    const team = await startTeam();
    const { token, client } = told(team);
    expect(await client.look('/none')).toEqual({ kind: 'nothing' });
    expect(token.passed).toHaveLength(1);
  });
});
