import { many, one, unmodelledList, unmodelledOne, type Shape } from '../fields.js';
import type { Json } from '../json.js';
import type { Contact } from '../state/records.js';
import { entryValues, ID_AND_ETAG, type MatterContact, type ShapeSources } from './shape-set.js';

type ContactValues = Record<string, (contact: Contact) => Json>;

const NAME_VALUES: ContactValues = {
  name: (contact) => contact.name,
  first_name: (contact) => contact.firstName,
  middle_name: (contact) => contact.middleName,
  last_name: (contact) => contact.lastName,
  type: (contact) => contact.type,
  prefix: (contact) => contact.prefix,
  title: (contact) => contact.title,
  initials: (contact) =>
    [contact.firstName, contact.lastName].map((part) => (part ?? '').charAt(0)).join('') ||
    contact.name.charAt(0),
  primary_email_address: (contact) => contact.email,
  primary_phone_number: () => null,
  client_connect_user_id: () => null,
};

/** A contact, with the fields of the vendor's Contact schema. */
export function contactShape({ book, shapes }: ShapeSources): Shape<Contact> {
  return {
    name: 'Contact',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<Contact>(),
      ...NAME_VALUES,
      date_of_birth: (contact) => contact.dateOfBirth,
      secondary_email_address: () => null,
      secondary_phone_number: () => null,
      clio_connect_email: () => null,
      locked_clio_connect_email: () => false,
      ledes_client_id: () => null,
      has_clio_for_clients_permission: () => false,
      is_client: (contact) => [...book.matters.all()].some((matter) => matter.clientId === contact.id),
      is_clio_for_client_user: () => false,
      is_co_counsel: () => false,
      is_bill_recipient: () => false,
      sales_tax_number: () => null,
      currency: () => null,
    },
    relations: {
      company: one(
        () => shapes().contact,
        (contact) => book.contacts.get(contact.companyId),
      ),
      folder: one(
        () => shapes().folder,
        (contact) => book.folders.get(contact.folderId),
      ),
      custom_field_values: many(
        () => shapes().customFieldValue,
        (contact) => contact.customFieldValues,
      ),
      ...unmodelledContactParts(),
    },
  };
}

function unmodelledContactParts(): Shape<Contact>['relations'] {
  return {
    activity_rates: unmodelledList(),
    addresses: unmodelledList(),
    custom_field_set_associations: unmodelledList(),
    email_addresses: unmodelledList(),
    instant_messengers: unmodelledList(),
    phone_numbers: unmodelledList(),
    web_sites: unmodelledList(),
    notification_methods: unmodelledList(),
    account_balances: unmodelledList(),
    related_contacts: unmodelledList(),
    primary_work_address: unmodelledOne(),
    primary_address: unmodelledOne(),
    secondary_address: unmodelledOne(),
    avatar: unmodelledOne(),
    payment_profile: unmodelledOne(),
    co_counsel_rate: unmodelledOne(),
    primary_web_site: unmodelledOne(),
    legal_aid_uk_contact: unmodelledOne(),
  };
}

/** The client of a matter as `/matters/{id}/client.json` shows it; the vendor gives it no etag. */
export function matterClientShape({ book, shapes }: ShapeSources): Shape<Contact> {
  const { etag: _etag, ...values } = entryValues<Contact>();
  return {
    name: 'Client',
    defaults: ['id'],
    values: {
      ...values,
      ...NAME_VALUES,
      is_matter_client: () => true,
      date_of_birth: (contact) => contact.dateOfBirth,
    },
    relations: {
      company: one(
        () => shapes().contact,
        (contact) => book.contacts.get(contact.companyId),
      ),
      avatar: unmodelledOne(),
      addresses: unmodelledList(),
      email_addresses: unmodelledList(),
      phone_numbers: unmodelledList(),
      web_sites: unmodelledList(),
    },
  };
}

/** A contact as `/matters/{id}/contacts.json` lists it. */
export function matterContactShape({ book, shapes }: ShapeSources): Shape<MatterContact> {
  return {
    name: 'MatterContacts',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<MatterContact>(),
      ...NAME_VALUES,
      contact_created_at: entryValues<MatterContact>().created_at,
      contact_updated_at: entryValues<MatterContact>().updated_at,
      matter_id: (contact) => contact.matterId,
      matter_number: (contact) => contact.matterNumber,
      description: () => 'Client',
      relationship_name: () => 'Client',
      is_client: () => true,
      secondary_email_address: () => null,
      secondary_phone_number: () => null,
    },
    relations: {
      company: one(
        () => shapes().contact,
        (contact) => book.contacts.get(contact.companyId),
      ),
      custom_field_values: many(
        () => shapes().customFieldValue,
        (contact) => contact.customFieldValues,
      ),
      avatar: unmodelledOne(),
      primary_address: unmodelledOne(),
      primary_web_site: unmodelledOne(),
      secondary_address: unmodelledOne(),
      secondary_web_site: unmodelledOne(),
      addresses: unmodelledList(),
      email_addresses: unmodelledList(),
      phone_numbers: unmodelledList(),
      web_sites: unmodelledList(),
      relationship: unmodelledOne(),
    },
  };
}
