import { MATTER_FIELDS, parseTemplate, VERSION_FIELDS, type Policy } from '@counterpart/contracts';

/** The custom fields of matters that a policy reads, by name, each once. */
export function customFieldsNamed(policy: Policy): readonly string[] {
  const templates = [
    policy.matterFolder,
    policy.privileged.matterFolder,
    policy.clientUploads.folder,
    policy.closing.folder,
    policy.versions.name,
  ];
  const { field } = policy.matterType;
  return [
    ...new Set([
      ...templates.flatMap(inTemplate),
      ...(field === null ? [] : [field]),
      ...Object.keys(policy.privileged.customFields),
    ]),
  ];
}

function inTemplate(text: string): string[] {
  const parsed = parseTemplate(text, { ...MATTER_FIELDS, ...VERSION_FIELDS });
  if (!parsed.ok) return [];
  return parsed.template.components
    .flat()
    .flatMap((part) => (part.kind === 'field' && part.custom !== null ? [part.custom] : []));
}
