import {
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
import { changeContact, createContact, type ContactChange } from '../operations/contacts.js';
import type { Orders } from '../paging.js';
import type { Contact, User } from '../state/records.js';
import { answerChange, answerList, answerOne, flagOf, recordOf, requireMatch, searchFor } from './answers.js';
import { notFound } from '../api-error.js';
import { LIST_QUERY, type Call, type Office, type Route } from './route.js';

const USER_ORDERS: Orders<User> = {
  id: (user) => user.id,
  email: (user) => user.email,
  enabled: (user) => Number(user.enabled),
  name: (user) => user.name,
  first_name: (user) => user.firstName,
  last_name: (user) => user.lastName,
  subscription_type: (user) => user.subscriptionType,
};

/** Routes of users; the vendor keeps them read-only. */
export function userRoutes({ book, shapes }: Office): Route[] {
  return [
    {
      method: 'GET',
      path: '/users/who_am_i',
      query: [],
      handle: (call) => {
        const user = book.users.get(call.token.userId);
        if (user === undefined) throw notFound();
        return answerOne(call, shapes.user, user);
      },
    },
    {
      method: 'GET',
      path: '/users',
      query: [
        ...LIST_QUERY,
        'enabled',
        'name',
        'role',
        'subscription_type',
        'pending_setup',
        'include_co_counsel',
      ],
      handle: (call) =>
        answerList(call, shapes.user, listedUsers([...book.users.all()], call.query), USER_ORDERS),
    },
    {
      method: 'GET',
      path: '/users/{id}',
      query: [],
      handle: (call) => answerOne(call, shapes.user, recordOf(call, book.users)),
    },
  ];
}

function listedUsers(users: User[], query: URLSearchParams): User[] {
  const name = query.get('name')?.toLowerCase() ?? '';
  const subscription = query.get('subscription_type')?.toLowerCase().replaceAll('_', '');
  return users.filter(
    (user) =>
      user.type === 'ManageUser' &&
      (!query.has('enabled') || user.enabled === flagOf(query, 'enabled')) &&
      user.name.toLowerCase().includes(name) &&
      (subscription === undefined || user.subscriptionType.toLowerCase() === subscription),
  );
}

const contactCommon = {
  first_name: clearable(text),
  middle_name: clearable(text),
  last_name: clearable(text),
  prefix: clearable(text),
  title: clearable(text),
  date_of_birth: clearable(day),
  company: clearable(object({ id: clearable(integer) })),
  email_addresses: optional(
    list(
      object({ name: optional(text), address: text, default_email: ignored, id: ignored, _destroy: ignored }),
    ),
  ),
  custom_field_values: optional(
    list(object({ value: text, custom_field: reference, id: ignored, _destroy: ignored })),
  ),
  addresses: ignored,
  avatar: ignored,
  clio_connect_email: ignored,
  co_counsel_rate: ignored,
  currency: ignored,
  custom_field_set_associations: ignored,
  instant_messengers: ignored,
  ledes_client_id: ignored,
  phone_numbers: ignored,
  sales_tax_number: ignored,
  web_sites: ignored,
};

/** The schema requires `name`; for a person the first and last name may stand in its place. */
const newContact = object({
  ...contactCommon,
  name: optional(filledText),
  type: oneOf(['Person', 'Company']),
});
const contactChange = object({
  ...contactCommon,
  name: optional(filledText),
  type: optional(oneOf(['Person', 'Company'])),
});

type Sent = ReturnType<typeof contactChange.read>;

function changeOf(sent: Sent): ContactChange {
  return {
    name: sent.name,
    firstName: sent.first_name,
    middleName: sent.middle_name,
    lastName: sent.last_name,
    prefix: sent.prefix,
    title: sent.title,
    dateOfBirth: sent.date_of_birth,
    email: sent.email_addresses?.[0]?.address,
    companyId: sent.company === undefined ? undefined : (sent.company?.id ?? null),
    customValues: sent.custom_field_values?.map(({ value, custom_field }) => ({
      customFieldId: custom_field.id,
      value,
    })),
  };
}

/** Routes of contacts: persons and companies. */
export function contactRoutes(office: Office): Route[] {
  const { book, shapes } = office;
  return [
    {
      method: 'GET',
      path: '/contacts',
      query: [
        ...LIST_QUERY,
        'query',
        'type',
        'client_only',
        'clio_connect_only',
        'custom_field_ids[]',
        'custom_field_values',
        'email_only',
        'exclude_ids[]',
        'initial',
        'shared_resource_id',
      ],
      handle: (call) => {
        const listed = listedContacts(office, call.query);
        return answerList(call, shapes.contact, listed, {
          id: (contact) => contact.id,
          name: (contact) => contact.name,
        });
      },
    },
    {
      method: 'GET',
      path: '/contacts/{id}',
      query: ['custom_field_ids[]'],
      handle: (call) => answerOne(call, shapes.contact, recordOf(call, book.contacts)),
    },
    {
      method: 'POST',
      path: '/contacts',
      query: ['custom_field_ids[]'],
      handle: (call) => {
        const sent = readData(call.body, newContact, call.notes);
        const wanted = { ...changeOf(sent), type: sent.type, userId: call.token.userId };
        return answerChange(call, shapes.contact, 201, () => createContact(book, wanted));
      },
    },
    {
      method: 'PATCH',
      path: '/contacts/{id}',
      query: ['custom_field_ids[]'],
      handle: (call) => patchContact(office, call),
    },
  ];
}

function patchContact({ book, shapes }: Office, call: Call): ReturnType<Route['handle']> {
  const contact = recordOf(call, book.contacts);
  requireMatch(call, contact);
  const sent = readData(call.body, contactChange, call.notes);
  return answerChange(call, shapes.contact, 200, () => {
    changeContact(book, contact, changeOf(sent));
    return contact;
  });
}

function listedContacts({ book }: Office, query: URLSearchParams): Contact[] {
  const search = searchFor(query);
  const type = query.get('type');
  const initial = query.get('initial')?.toLowerCase() ?? '';
  const clients = new Set([...book.matters.all()].map((matter) => matter.clientId));
  return [...book.contacts.all()].filter(
    (contact) =>
      (type === null || contact.type === type) &&
      (!flagOf(query, 'client_only') || clients.has(contact.id)) &&
      contact.name.toLowerCase().startsWith(initial) &&
      search(contact.name, contact.email),
  );
}
