import type { ClioMatter } from '@counterpart/clio-client';
import { MatterId, type MatterSnapshot } from '@counterpart/contracts';
import { named, utc } from './plain-values.js';

/** Longest description that is kept, in UTF-16 code units: an event has a limit, and placing needs none of it. */
const LONGEST_DESCRIPTION = 2000;

/** A matter with the custom fields that were read of it. */
export function matterSnapshot(
  matter: ClioMatter,
  customFields: NonNullable<MatterSnapshot['customFields']>,
): MatterSnapshot {
  return {
    id: MatterId.parse(matter.id),
    etag: matter.etag,
    displayNumber: matter.display_number,
    description: matter.description?.slice(0, LONGEST_DESCRIPTION).toWellFormed() ?? null,
    status: matter.status,
    openDate: matter.open_date ?? null,
    closeDate: matter.close_date ?? null,
    client: clientOf(matter),
    responsibleAttorney: attorneyOf(matter),
    practiceArea: named(matter.practice_area),
    updatedAt: utc(matter.updated_at),
    number: matter.number == null ? null : String(matter.number),
    customNumber: matter.custom_number ?? null,
    clientReference: matter.client_reference ?? null,
    stage: named(matter.matter_stage),
    customFields,
  };
}

function clientOf({ client }: ClioMatter): MatterSnapshot['client'] {
  if (client == null) return null;
  const { id, name, first_name: firstName, last_name: lastName, type } = client;
  return {
    id,
    name: name ?? '',
    firstName: firstName ?? null,
    lastName: lastName ?? null,
    type: type ?? null,
  };
}

function attorneyOf({ responsible_attorney: attorney }: ClioMatter): MatterSnapshot['responsibleAttorney'] {
  return attorney == null
    ? null
    : { id: attorney.id, name: attorney.name ?? '', email: attorney.email ?? null };
}
