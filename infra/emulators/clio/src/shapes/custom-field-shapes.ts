import { many, one, unmodelledOne, type Shape } from '../fields.js';
import type { CustomField, CustomFieldValue, PicklistOption } from '../state/records.js';
import { toTimestamp } from '../timestamps.js';
import { entryValues, ID_AND_ETAG, type ShapeSources } from './shape-set.js';

export function customFieldShape({ shapes }: ShapeSources): Shape<CustomField> {
  return {
    name: 'CustomField',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<CustomField>(),
      name: (field) => field.name,
      parent_type: (field) => field.parentType,
      field_type: (field) => field.fieldType,
      displayed: (field) => field.displayed,
      deleted: (field) => field.deleted,
      required: (field) => field.required,
      display_order: (field) => field.displayOrder,
    },
    relations: {
      picklist_options: many(
        () => shapes().picklistOption,
        (field) => field.options,
      ),
    },
  };
}

/** A value of a custom field. Its `id` is text ("text_line-123"), unlike every other id. */
export function customFieldValueShape({ book, shapes }: ShapeSources): Shape<CustomFieldValue> {
  const fieldOf = (value: CustomFieldValue): CustomField | undefined =>
    book.customFields.get(value.customFieldId);
  return {
    name: 'CustomFieldValue',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<CustomFieldValue>(),
      id: (value) => `${fieldOf(value)?.fieldType ?? 'text_line'}-${value.id}`,
      field_name: (value) => fieldOf(value)?.name ?? null,
      field_type: (value) => fieldOf(value)?.fieldType ?? null,
      field_required: (value) => fieldOf(value)?.required ?? false,
      field_displayed: (value) => fieldOf(value)?.displayed ?? false,
      field_display_order: (value) => fieldOf(value)?.displayOrder ?? 0,
      value: (value) => value.value,
      soft_deleted: (value) => fieldOf(value)?.deleted ?? true,
    },
    relations: {
      custom_field: one(() => shapes().customField, fieldOf),
      picklist_option: one(
        () => shapes().picklistOption,
        (value) => fieldOf(value)?.options.find((option) => String(option.id) === value.value),
      ),
      matter: unmodelledOne(),
      contact: unmodelledOne(),
    },
  };
}

export function picklistOptionShape(): Shape<PicklistOption> {
  return {
    name: 'PicklistOption',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<PicklistOption>(),
      option: (option) => option.option,
      deleted_at: (option) => (option.deletedAt === null ? null : toTimestamp(option.deletedAt)),
    },
    relations: {},
  };
}
