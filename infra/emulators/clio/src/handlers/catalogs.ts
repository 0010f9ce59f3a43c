import { forbidden } from '../api-error.js';
import {
  bool,
  filledText,
  ignored,
  integer,
  list,
  object,
  oneOf,
  optional,
  readData,
  text,
} from '../body/readers.js';
import { empty } from '../http/reply.js';
import { FIELD_TYPES, type CustomField, type DocumentCategory, type PracticeArea } from '../state/records.js';
import { answerChange, answerList, answerOne, flagOf, recordOf, requireMatch, searchFor } from './answers.js';
import { PRACTICE_AREA_CATEGORIES } from './practice-area-categories.js';
import { LIST_QUERY, type Call, type Office, type Route } from './route.js';

/** Routes of document categories. */
export function categoryRoutes({ book, shapes }: Office): Route[] {
  const newCategory = object({ name: filledText });
  const categoryChange = object({ name: optional(filledText) });
  return [
    {
      method: 'GET',
      path: '/document_categories',
      query: [...LIST_QUERY, 'query'],
      handle: (call) => {
        const search = searchFor(call.query);
        const found = [...book.categories.all()].filter((category) => search(category.name));
        return answerList(call, shapes.category, found, NAMED_ORDERS);
      },
    },
    {
      method: 'GET',
      path: '/document_categories/{id}',
      query: [],
      handle: (call) => answerOne(call, shapes.category, recordOf(call, book.categories)),
    },
    {
      method: 'POST',
      path: '/document_categories',
      query: [],
      handle: (call) => {
        const { name } = readData(call.body, newCategory, call.notes);
        return answerChange(call, shapes.category, 201, () =>
          book.categories.add({ ...book.categories.stamp(), name }),
        );
      },
    },
    {
      method: 'PATCH',
      path: '/document_categories/{id}',
      query: [],
      handle: (call) => {
        const category = recordOf(call, book.categories);
        requireMatch(call, category);
        const { name } = readData(call.body, categoryChange, call.notes);
        return answerChange(call, shapes.category, 200, () => {
          category.name = name ?? category.name;
          book.categories.touch(category);
          return category;
        });
      },
    },
    {
      method: 'DELETE',
      path: '/document_categories/{id}',
      query: [],
      handle: (call) => {
        const category = recordOf(call, book.categories);
        if ([...book.documents.all()].some((document) => document.categoryId === category.id))
          throw forbidden();
        book.categories.remove(category.id);
        return empty(204);
      },
    },
  ];
}

const NAMED_ORDERS = {
  id: (entry: DocumentCategory): number => entry.id,
  name: (entry: DocumentCategory): string => entry.name,
};

/** Routes of practice areas. */
export function practiceAreaRoutes({ book, shapes }: Office): Route[] {
  const category = optional(oneOf(PRACTICE_AREA_CATEGORIES));
  const newArea = object({ name: filledText, code: optional(text), category });
  return [
    {
      method: 'GET',
      path: '/practice_areas',
      query: [...LIST_QUERY, 'code', 'name', 'matter_id'],
      handle: (call) => {
        const found = [...book.practiceAreas.all()].filter(practiceAreaFilter(call.query));
        return answerList(call, shapes.practiceArea, found, {
          id: (area) => area.id,
          name: (area) => area.name,
          category: (area) => area.category,
          code: (area) => area.code ?? '',
        });
      },
    },
    {
      method: 'GET',
      path: '/practice_areas/{id}',
      query: [],
      handle: (call) => answerOne(call, shapes.practiceArea, recordOf(call, book.practiceAreas)),
    },
    {
      method: 'POST',
      path: '/practice_areas',
      query: [],
      handle: (call) => {
        const sent = readData(call.body, newArea, call.notes);
        return answerChange(call, shapes.practiceArea, 201, () =>
          book.practiceAreas.add({
            ...book.practiceAreas.stamp(),
            name: sent.name,
            code: sent.code ?? null,
            category: sent.category ?? 'other',
          }),
        );
      },
    },
  ];
}

function practiceAreaFilter(query: URLSearchParams): (area: PracticeArea) => boolean {
  const [code, name] = [query.get('code'), query.get('name')];
  return (area) => (code === null || area.code === code) && (name === null || area.name === name);
}

const newCustomField = object({
  name: filledText,
  parent_type: oneOf(['Contact', 'Matter']),
  field_type: oneOf(FIELD_TYPES),
  displayed: optional(bool),
  required: optional(bool),
  display_order: optional(integer),
  picklist_options: optional(list(object({ option: text, id: ignored, _deleted: ignored }))),
});

/** Routes of custom fields. */
export function customFieldRoutes(office: Office): Route[] {
  const { book, shapes } = office;
  return [
    {
      method: 'GET',
      path: '/custom_fields',
      query: [...LIST_QUERY, 'query', 'deleted', 'field_type', 'parent_type', 'visible_and_required'],
      handle: (call) => {
        const found = [...book.customFields.all()].filter(customFieldFilter(call.query));
        return answerList(call, shapes.customField, found, {
          id: (field) => field.id,
          name: (field) => field.name,
          display_order: (field) => field.displayOrder,
        });
      },
    },
    {
      method: 'GET',
      path: '/custom_fields/{id}',
      query: [],
      handle: (call) => answerOne(call, shapes.customField, recordOf(call, book.customFields)),
    },
    { method: 'POST', path: '/custom_fields', query: [], handle: (call) => createCustomField(office, call) },
  ];
}

function customFieldFilter(query: URLSearchParams): (field: CustomField) => boolean {
  const search = searchFor(query);
  const parentType = query.get('parent_type')?.toLowerCase();
  const fieldType = query.get('field_type');
  return (field) =>
    field.deleted === flagOf(query, 'deleted') &&
    (parentType === undefined || field.parentType.toLowerCase() === parentType) &&
    (fieldType === null || field.fieldType === fieldType) &&
    search(field.name);
}

function createCustomField({ book, shapes }: Office, call: Call): ReturnType<Route['handle']> {
  const sent = readData(call.body, newCustomField, call.notes);
  return answerChange(call, shapes.customField, 201, () =>
    book.customFields.add({
      ...book.customFields.stamp(),
      name: sent.name,
      parentType: sent.parent_type,
      fieldType: sent.field_type,
      displayed: sent.displayed ?? true,
      required: sent.required ?? false,
      deleted: false,
      displayOrder: sent.display_order ?? book.customFields.size,
      options: (sent.picklist_options ?? []).map(({ option }) => ({
        ...book.picklistOptions.stamp(),
        option,
        deletedAt: null,
      })),
    }),
  );
}
