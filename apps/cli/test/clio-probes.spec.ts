import { describe, expect, it } from 'vitest';
import { failedOf, found, startClio } from './probed-firm.js';

const BYTES = 'Clio: read bytes of a document';

describe('the doctor, asking Clio', () => {
  it('reads the beginning of a document, and says where it came from', async () => {
    const firm = await startClio();
    await firm.add('the bytes');
    const diagnosis = await firm.diagnose();
    expect([diagnosis.holds, failedOf(diagnosis)]).toEqual([true, []]);
    expect(found(diagnosis, BYTES)).toMatchObject({
      outcome: 'ok',
      finding: `they come from ${firm.clio.downloadUrl}`,
    });
  });

  it('names the origin that documents come from and the firms file does not allow', async () => {
    const firm = await startClio();
    await firm.add('the bytes');
    const diagnosis = await firm.diagnose({ downloadOrigins: ['https://files.example'] });
    const { downloadUrl } = firm.clio;
    expect([diagnosis.holds, failedOf(diagnosis)]).toEqual([false, [BYTES]]);
    expect(found(diagnosis, BYTES)).toMatchObject({
      finding: expect.stringContaining(`from ${downloadUrl}, which the firms file does not allow`) as string,
      remedy: expect.stringContaining('`clio.downloadOrigins`') as string,
    });
    expect(JSON.stringify(diagnosis)).not.toContain('Signature');
  });

  it('says of a firm without documents that their bytes could not be tried', async () => {
    const firm = await startClio();
    const diagnosis = await firm.diagnose({ downloadOrigins: ['https://files.example'] });
    expect(diagnosis.holds).toBe(true);
    expect(found(diagnosis, BYTES)).toMatchObject({
      outcome: 'untried',
      finding: expect.stringContaining('could not be tried') as string,
    });
  });

  it('fails where an allowed store gives no bytes', async () => {
    const firm = await startClio();
    await firm.add('the bytes');
    const effect = { status: { code: 403, body: 'AccessDenied' } };
    await firm.plan({ match: { origin: 'downloads' }, effect });
    expect(failedOf(await firm.diagnose())).toEqual([BYTES]);
  });

  it('names the permission without which documents are listed and not given', async () => {
    const firm = await startClio();
    await firm.add('the bytes');
    const effect = { status: { code: 403, body: { error: { type: 'ForbiddenError', message: 'no' } } } };
    await firm.plan({ match: { path: '/download' }, effect });
    const diagnosis = await firm.diagnose();
    expect(failedOf(diagnosis)).toEqual([BYTES]);
    expect(found(diagnosis, BYTES)?.remedy).toContain('Give the Clio app the permission');
  });

  it.each([
    [90_000, 'behind'],
    [-90_000, 'ahead of'],
  ])('tells that this machine’s clock is wrong: Clio’s is off by %i ms', async (advanceMs, words) => {
    const firm = await startClio();
    expect(found(await firm.diagnose(), 'Clio: clock')?.outcome).toBe('ok');
    await firm.admin('POST', 'clock', { advanceMs });
    const diagnosis = await firm.diagnose();
    expect(failedOf(diagnosis)).toEqual(['Clio: clock']);
    expect(found(diagnosis, 'Clio: clock')).toMatchObject({
      finding: expect.stringContaining(`s ${words} Clio’s`) as string,
      remedy: expect.stringContaining('NTP') as string,
    });
  });
});
