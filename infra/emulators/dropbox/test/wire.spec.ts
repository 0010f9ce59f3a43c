import { describe, expect, it } from 'vitest';
import { startTeam, TOKEN } from './team.js';

describe('the wire', () => {
  it('answers success as exactly application/json, with a request id', async () => {
    const team = await startTeam();
    const answer = await team.rpc('check/user', { query: 'Ümläut' });
    expect(answer.body).toEqual({ result: 'Ümläut' });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('x-dropbox-request-id')).toMatch(/^\w{32}$/);
  });

  it.each([
    ['no body', undefined, {}],
    ['the JSON null', 'null', { 'content-type': 'application/json' }],
  ])('takes %s where a route has no argument', async (_, body, headers) => {
    const team = await startTeam();
    const response = await fetch(`${team.url}/2/users/get_current_account`, {
      method: 'POST',
      headers: { ...TOKEN, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    expect(await response.json()).toMatchObject({
      root_info: { '.tag': 'team', root_namespace_id: '3235641', home_namespace_id: '3235645' },
    });
  });

  it.each([
    ['files/get_metadata', { path: '/a', colour: 1 }, "unknown field 'colour'"],
    ['files/get_metadata', {}, 'path'],
    ['files/get_metadata', { path: 'no-slash' }, 'path'],
    ['files/list_folder', { path: '/' + '', limit: 0 }, 'limit'],
    ['files/upload_session/start_batch', { num_sessions: 1001 }, 'num_sessions'],
  ])('refuses a wrong argument of %s in plain text', async (route, arg, complaint) => {
    const team = await startTeam();
    const answer = await team.rpc(route, arg);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.text).toContain(`Error in call to API function "${route}"`);
    expect(answer.text).toContain(complaint);
  });

  it('refuses JSON as the type of an upload, a missing argument, and one that is no JSON', async () => {
    const team = await startTeam();
    const upload = (headers: Record<string, string>) =>
      fetch(`${team.url}/2/files/upload`, { method: 'POST', headers: { ...TOKEN, ...headers }, body: 'x' });
    const wrongType = await upload({
      'content-type': 'application/json',
      'dropbox-api-arg': '{"path":"/a"}',
    });
    const missing = await upload({ 'content-type': 'application/octet-stream' });
    const broken = await upload({ 'content-type': 'application/octet-stream', 'dropbox-api-arg': '{' });
    expect([wrongType.status, missing.status, broken.status]).toEqual([400, 400, 400]);
    expect(await missing.text()).toContain('Dropbox-API-Arg');
    expect(await broken.text()).toContain('could not decode input as JSON');
  });

  it('takes the argument from the address too', async () => {
    const team = await startTeam();
    const arg = encodeURIComponent('{"path":"/é.txt"}');
    const response = await fetch(`${team.url}/2/files/upload?arg=${arg}`, {
      method: 'POST',
      headers: { ...TOKEN, 'content-type': 'application/octet-stream' },
      body: 'x',
    });
    expect(await response.json()).toMatchObject({ path_display: '/é.txt' });
  });

  it('answers an unknown route with 404 and an unknown namespace with 422', async () => {
    const team = await startTeam();
    expect((await team.rpc('files/wish', {})).status).toBe(404);
    const root = (value: unknown) =>
      team.rpc('files/list_folder', { path: '' }, { 'dropbox-api-path-root': JSON.stringify(value) });
    const unknown = await root({ '.tag': 'namespace_id', namespace_id: '1' });
    expect([unknown.status, unknown.body.error]).toEqual([422, { '.tag': 'no_permission' }]);
    const other = await root({ '.tag': 'root', root: '1' });
    expect(other.status).toBe(422);
    expect(other.body.error).toMatchObject({
      '.tag': 'invalid_root',
      invalid_root: { root_namespace_id: '3235641' },
    });
    expect((await root({ '.tag': 'root', root: '3235641' })).status).toBe(200);
  });

  it('keeps the namespaces of the team and of the member apart', async () => {
    const team = await startTeam();
    await team.put('/mine.txt', 'x');
    await team.put('ns:3235641/ours.txt', 'y');
    const names = async (headers = {}) =>
      (await team.rpc('files/list_folder', { path: '' }, headers)).body.entries?.map(
        (entry) => entry['name'],
      );
    const root = { 'dropbox-api-path-root': '{".tag":"root","root":"3235641"}' };
    expect([await names(), await names(root)]).toEqual([['mine.txt'], ['ours.txt']]);
    expect((await team.rpc('files/get_metadata', { path: 'ns:3235641/OURS.txt' })).status).toBe(200);
  });

  it('shows people the tree, with names as text', async () => {
    const team = await startTeam();
    await team.put('ns:3235641/<b>"O\'Brien".txt', 'x');
    const page = await (await fetch(team.url)).text();
    expect(page).toContain('&lt;b&gt;');
    expect(page).not.toContain('<b>');
  });
});

describe('authorization', () => {
  it.each([
    ['nothing', {}, 'invalid_access_token'],
    ['another token', { authorization: 'Bearer other' }, 'invalid_access_token'],
    ['another scheme', { authorization: 'Basic other' }, 'invalid_access_token'],
  ])('refuses %s', async (_, headers, tag) => {
    const team = await startTeam();
    const response = await fetch(`${team.url}/2/users/get_current_account`, { method: 'POST', headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ error: { '.tag': tag } });
  });

  it('takes the application’s key and secret where a route is the application’s', async () => {
    const team = await startTeam();
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    const right = basic('fake-dropbox-app-key:fake-dropbox-app-secret');
    expect((await team.rpc('check/app', { query: 'q' }, right)).body).toEqual({ result: 'q' });
    expect((await team.rpc('check/app', { query: 'q' }, basic('fake-dropbox-app-key:x'))).status).toBe(401);
    expect((await team.rpc('check/app', { query: 'q' })).status).toBe(401);
    expect((await team.rpc('check/user', { query: 'q' }, right)).status).toBe(401);
  });
});
