import {
  bool,
  clearable,
  day,
  filledText,
  ignored,
  integer,
  list,
  object,
  oneOf,
  optional,
  readData,
  reference,
  text,
} from '../body/readers.js';
import { notFound } from '../api-error.js';
import { empty } from '../http/reply.js';
import { changeMatter, createMatter, deleteMatter, type MatterChange } from '../operations/matters.js';
import { MATTER_STATUSES } from '../state/records.js';
import { answerChange, answerList, answerOne, recordOf, requireMatch } from './answers.js';
import { listedMatters, MATTER_QUERY, matterOrders } from './matter-filters.js';
import { LIST_QUERY, type Call, type Office, type Route } from './route.js';

const clearableReference = clearable(object({ id: clearable(integer) }));

const common = {
  display_number: optional(filledText),
  status: optional(oneOf(MATTER_STATUSES)),
  open_date: clearable(day),
  pending_date: clearable(day),
  close_date: clearable(day),
  client_reference: clearable(text),
  location: clearable(text),
  billable: optional(bool),
  practice_area: clearableReference,
  responsible_attorney: clearableReference,
  originating_attorney: clearableReference,
  custom_field_values: optional(
    list(object({ value: text, custom_field: reference, id: ignored, _destroy: ignored })),
  ),
  currency: ignored,
  custom_field_set_associations: ignored,
  custom_rate: ignored,
  evergreen_retainer: ignored,
  group: ignored,
  matter_budget: ignored,
  matter_stage: ignored,
  relationships: ignored,
  reset_matter_number: ignored,
  split_invoice_payers: ignored,
  statute_of_limitations: ignored,
  task_template_list_instances: ignored,
};

const newMatter = object({
  ...common,
  client: reference,
  description: text,
});

const matterChange = object({
  ...common,
  client: optional(reference),
  description: optional(text),
});

type Sent = ReturnType<typeof matterChange.read>;

function idOf(sent: { id: number | null | undefined } | null | undefined): number | null | undefined {
  return sent === undefined ? undefined : (sent?.id ?? null);
}

function changeOf(sent: Sent): MatterChange {
  return {
    displayNumber: sent.display_number,
    description: sent.description,
    clientId: sent.client?.id,
    status: sent.status,
    openDate: sent.open_date,
    pendingDate: sent.pending_date,
    closeDate: sent.close_date,
    clientReference: sent.client_reference,
    location: sent.location,
    billable: sent.billable,
    practiceAreaId: idOf(sent.practice_area),
    responsibleAttorneyId: idOf(sent.responsible_attorney),
    originatingAttorneyId: idOf(sent.originating_attorney),
    customValues: sent.custom_field_values?.map(({ value, custom_field }) => ({
      customFieldId: custom_field.id,
      value,
    })),
  };
}

/** Routes of matters and of the people on them. */
export function matterRoutes(office: Office): Route[] {
  const { book, shapes } = office;
  return [
    {
      method: 'GET',
      path: '/matters',
      query: [...LIST_QUERY, ...MATTER_QUERY],
      handle: (call) => answerList(call, shapes.matter, listedMatters(book, call.query), matterOrders(book)),
    },
    {
      method: 'GET',
      path: '/matters/{id}',
      query: ['custom_field_ids[]'],
      handle: (call) => answerOne(call, shapes.matter, recordOf(call, book.matters)),
    },
    {
      method: 'POST',
      path: '/matters',
      query: ['custom_field_ids[]'],
      handle: (call) => create(office, call),
    },
    {
      method: 'PATCH',
      path: '/matters/{id}',
      query: ['custom_field_ids[]'],
      handle: (call) => patch(office, call),
    },
    {
      method: 'DELETE',
      path: '/matters/{id}',
      query: [],
      handle: (call) => {
        deleteMatter(book, recordOf(call, book.matters));
        return empty(204);
      },
    },
    ...peopleRoutes(office),
  ];
}

function create({ book, shapes }: Office, call: Call): ReturnType<Route['handle']> {
  const sent = readData(call.body, newMatter, call.notes);
  return answerChange(call, shapes.matter, 201, () =>
    createMatter(book, {
      ...changeOf(sent),
      clientId: sent.client.id,
      description: sent.description,
      userId: call.token.userId,
    }),
  );
}

function patch({ book, shapes }: Office, call: Call): ReturnType<Route['handle']> {
  const matter = recordOf(call, book.matters);
  requireMatch(call, matter);
  const sent = readData(call.body, matterChange, call.notes);
  return answerChange(call, shapes.matter, 200, () => {
    changeMatter(book, matter, changeOf(sent));
    return matter;
  });
}

function peopleRoutes({ book, shapes }: Office): Route[] {
  return [
    {
      method: 'GET',
      path: '/matters/{id}/client',
      query: [],
      handle: (call) => {
        const client = book.contacts.get(recordOf(call, book.matters).clientId);
        if (client === undefined) throw notFound();
        return answerOne(call, shapes.matterClient, client);
      },
    },
    {
      method: 'GET',
      path: '/matters/{id}/contacts',
      query: ['custom_field_ids[]', 'limit', 'offset', 'order', 'page_token'],
      handle: (call) => {
        const { id: matterId, displayNumber: matterNumber, clientId } = recordOf(call, book.matters);
        const client = book.contacts.get(clientId);
        const seen = client === undefined ? [] : [{ ...client, matterId, matterNumber }];
        return answerList(call, shapes.matterContact, seen, {
          id: (contact) => contact.id,
          is_client: () => 1,
        });
      },
    },
  ];
}
