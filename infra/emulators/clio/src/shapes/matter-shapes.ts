import { many, one, unmodelledList, unmodelledOne, type Shape } from '../fields.js';
import type { Json } from '../json.js';
import type { Matter, MatterStatus } from '../state/records.js';
import { toDay, toTimestamp } from '../timestamps.js';
import { entryValues, ID_AND_ETAG, type ShapeSources } from './shape-set.js';

/** Written in lower case, read capitalised: so the vendor has it. */
export const STATUS_AS_READ: Readonly<Record<MatterStatus, string>> = {
  open: 'Open',
  pending: 'Pending',
  closed: 'Closed',
};

export function matterShape({ book, shapes }: ShapeSources): Shape<Matter> {
  return {
    name: 'Matter',
    defaults: ID_AND_ETAG,
    values: { ...entryValues<Matter>(), ...matterValues() },
    relations: {
      client: one(
        () => shapes().contact,
        (matter) => book.contacts.get(matter.clientId),
      ),
      folder: one(
        () => shapes().folder,
        (matter) => book.folders.get(matter.folderId),
      ),
      group: one(
        () => shapes().group,
        () => [...book.groups.all()][0],
      ),
      practice_area: one(
        () => shapes().practiceArea,
        (matter) => book.practiceAreas.get(matter.practiceAreaId),
      ),
      responsible_attorney: one(
        () => shapes().user,
        (matter) => book.users.get(matter.responsibleAttorneyId),
      ),
      originating_attorney: one(
        () => shapes().user,
        (matter) => book.users.get(matter.originatingAttorneyId),
      ),
      user: one(
        () => shapes().user,
        (matter) => book.users.get(matter.userId),
      ),
      custom_field_values: many(
        () => shapes().customFieldValue,
        (matter) => matter.customFieldValues,
      ),
      ...unmodelledMatterParts(),
    },
  };
}

function matterValues(): Record<string, (matter: Matter) => Json> {
  return {
    number: (matter) => matter.number,
    display_number: (matter) => matter.displayNumber,
    custom_number: (matter) => matter.customNumber,
    currency: () => null,
    description: (matter) => matter.description,
    status: (matter) => STATUS_AS_READ[matter.status],
    location: (matter) => matter.location,
    client_reference: (matter) => matter.clientReference,
    client_id: (matter) => matter.clientId,
    billable: (matter) => matter.billable,
    maildrop_address: (matter) => `maildrop-${matter.id}@clio.invalid`,
    billing_method: () => 'hourly',
    open_date: (matter) => matter.openDate,
    close_date: (matter) => matter.closeDate,
    pending_date: (matter) => matter.pendingDate,
    shared: () => false,
    has_tasks: () => false,
    last_activity_date: (matter) => toDay(matter.updatedAt),
    matter_stage_updated_at: (matter) => toTimestamp(matter.createdAt),
  };
}

function unmodelledMatterParts(): Shape<Matter>['relations'] {
  return {
    contingency_fee: unmodelledOne(),
    custom_rate: unmodelledOne(),
    evergreen_retainer: unmodelledOne(),
    matter_budget: unmodelledOne(),
    matter_stage: unmodelledOne(),
    responsible_staff: unmodelledOne(),
    statute_of_limitations: unmodelledOne(),
    legal_aid_uk_matter: unmodelledOne(),
    account_balances: unmodelledList(),
    custom_field_set_associations: unmodelledList(),
    matter_bill_recipients: unmodelledList(),
    relationships: unmodelledList(),
    task_template_list_instances: unmodelledList(),
    split_invoice_payers: unmodelledList(),
  };
}
