import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClioConnections } from '@counterpart/connections';
import { FirmId, MatterId } from '@counterpart/contracts';
import { startClioEmulator } from '@counterpart/emulator-clio';
import { Firms } from '@counterpart/service-defaults';
import { ClioApiRecords } from '../src/adapters/clio-records.js';

const FIRM = FirmId.parse('hartwell');
const TOKEN = 'fake-clio-access-token';

let clio: Awaited<ReturnType<typeof startClioEmulator>>;
let matter: MatterId;
let connections: ClioConnections;

async function create(path: string, data: object): Promise<number> {
  const response = await fetch(`${clio.url}/api/v4${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ data }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { data: { id: number } }).data.id;
}

beforeAll(async () => {
  clio = await startClioEmulator({ allowHttpWebhooks: true, rateLimit: null });
  const client = await create('/contacts.json', { type: 'Company', name: 'Reyes' });
  const court = await create('/custom_fields.json', {
    name: 'Court',
    parent_type: 'Matter',
    field_type: 'text_line',
  });
  const secret = await create('/custom_fields.json', {
    name: 'SSN',
    parent_type: 'Matter',
    field_type: 'text_line',
  });
  const kind = await create('/custom_fields.json', {
    name: 'Kind of matter',
    parent_type: 'Matter',
    field_type: 'picklist',
    picklist_options: [{ option: 'Appeal' }, { option: 'Trial' }],
  });
  const options = await fetch(
    `${clio.url}/api/v4/custom_fields/${kind}.json?fields=picklist_options{id,option}`,
    {
      headers: { authorization: `Bearer ${TOKEN}` },
    },
  );
  const { data } = (await options.json()) as { data: { picklist_options: { id: number; option: string }[] } };
  const trial = data.picklist_options.find(({ option }) => option === 'Trial')!.id;
  const id = await create('/matters.json', {
    client: { id: client },
    description: 'Sale of the mill',
    custom_field_values: [
      { custom_field: { id: court }, value: ' SDNY ' },
      { custom_field: { id: secret }, value: '000-00-0000' },
      { custom_field: { id: kind }, value: String(trial) },
    ],
  });
  matter = MatterId.parse(String(id));
  connections = new ClioConnections(
    new Firms([
      {
        firm: FIRM,
        clio: {
          baseUrl: clio.url,
          downloadOrigins: [clio.downloadUrl],
          grant: { accessToken: TOKEN },
          webhookUrl: clio.url,
        },
        dropbox: { apiUrl: clio.url, contentUrl: clio.url, grant: { accessToken: 'fake' } },
        alerts: [],
        quotas: {},
      },
    ]),
  );
});
afterAll(() => clio.close());

const read = async (wanted: readonly string[]) => {
  const records = new ClioApiRecords(
    connections,
    () => Promise.resolve(wanted),
    () => new Date(),
  );
  return (await records.matter(FIRM, matter))?.customFields;
};

it('the custom fields that the policy names are read, a picklist by its label, an empty one as null', async () => {
  expect(await read(['court', 'Kind of matter', 'Privilege'])).toEqual([
    { name: 'court', value: 'SDNY' },
    { name: 'Kind of matter', value: 'Trial' },
    { name: 'Privilege', value: null },
  ]);
});

it('a custom field that no rule names is never taken', async () => {
  expect(JSON.stringify(await read(['Court']))).not.toContain('000-00-0000');
});
