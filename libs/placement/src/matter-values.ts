import { wordKey, type MatterField, type MatterSnapshot, type Policy } from '@counterpart/contracts';

/** What a template’s fields say of a matter; null where Clio has no value. */
export const MATTER_VALUES: Readonly<
  Record<MatterField, (matter: MatterSnapshot, policy: Policy) => string | null>
> = {
  MatterNumber: (matter) => matter.displayNumber,
  DisplayNumber: (matter) => matter.displayNumber,
  SequenceNumber: (matter) => matter.number ?? null,
  CustomNumber: (matter) => matter.customNumber ?? null,
  MatterId: (matter) => matter.id,
  Description: (matter) => matter.description,
  Client: (matter) => matter.client?.name ?? null,
  ClientLastName: ({ client }) =>
    (client?.type === 'Person' ? client.lastName : null) ?? client?.name ?? null,
  ClientFirstName: (matter) => matter.client?.firstName ?? null,
  ClientReference: (matter) => matter.clientReference ?? null,
  PracticeArea: (matter) => matter.practiceArea?.name ?? null,
  MatterType: (matter, policy) => matterType(policy, matter),
  MatterStage: (matter) => matter.stage?.name ?? null,
  ResponsibleAttorney: (matter) => matter.responsibleAttorney?.name ?? null,
  Status: (matter) => matter.status,
  OpenYear: (matter) => matter.openDate?.slice(0, 4) ?? null,
  OpenDate: (matter) => matter.openDate,
  CloseYear: (matter) => matter.closeDate?.slice(0, 4) ?? null,
  CloseDate: (matter) => matter.closeDate,
};

/** A matter’s type, read where the policy says; Clio has no field of that name. */
export function matterType({ matterType: { from, field } }: Policy, matter: MatterSnapshot): string | null {
  switch (from) {
    case 'practice-area':
      return matter.practiceArea?.name ?? null;
    case 'stage':
      return matter.stage?.name ?? null;
    case 'custom-field':
      return field === null ? null : customValue(matter, field);
  }
}

/** The value of a matter’s custom field by the field’s name. */
export function customValue(matter: MatterSnapshot, name: string): string | null {
  const key = wordKey(name);
  return matter.customFields?.find((field) => wordKey(field.name) === key)?.value ?? null;
}
