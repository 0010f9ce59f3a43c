import type { ClioClient, ClioCustomFieldValue, ClioMatter } from '@counterpart/clio-client';
import { wordKey, type MatterSnapshot } from '@counterpart/contracts';

type CustomFieldValues = NonNullable<MatterSnapshot['customFields']>;

/** Labels of a firm’s picklists: option by field and option id. */
interface Labels {
  readonly readAt: number;
  readonly byOption: ReadonlyMap<string, string>;
}

/** An option that is not known is looked up again, but not more often than this: each look costs of Clio’s budget. */
const LABELS_AGE_MS = 60_000;

/**
 * The custom fields of one firm’s matters that its policy names, as people see them. Fields that no rule reads are never
 * taken: the event store is for ever, and such fields hold birthdays and social security numbers.
 */
export class CustomFields {
  #labels: Labels | undefined;

  constructor(
    private readonly clio: Pick<ClioClient, 'listMatterCustomFields'>,
    private readonly now: () => Date,
  ) {}

  /** @param wanted names of the fields; each is told, with null where the matter has no value */
  async of(matter: ClioMatter, wanted: readonly string[]): Promise<CustomFieldValues> {
    const fields: CustomFieldValues = [];
    for (const name of wanted) {
      const found = matter.custom_field_values?.find((value) => isNamed(value, name));
      fields.push({ name, value: found === undefined ? null : await this.#shown(name, found) });
    }
    return fields;
  }

  /** A picklist’s value is told as the id of an option or as its label; nobody documents when. */
  async #shown(name: string, { field_type: type, value }: ClioCustomFieldValue): Promise<string | null> {
    const text = value == null ? '' : String(value).trim();
    if (text === '') return null;
    if (type !== 'picklist' || !/^\d+$/.test(text)) return text;
    return (await this.#labelOf(optionKey(name, text))) ?? text;
  }

  async #labelOf(key: string): Promise<string | undefined> {
    const known = this.#labels;
    const label = known?.byOption.get(key);
    const isYoung = known !== undefined && this.now().getTime() - known.readAt < LABELS_AGE_MS;
    if (label !== undefined || isYoung) return label;
    const byOption = new Map<string, string>();
    for await (const field of this.clio.listMatterCustomFields()) {
      for (const { id, option } of field.picklist_options ?? []) {
        byOption.set(optionKey(field.name, id), option ?? id);
      }
    }
    this.#labels = { readAt: this.now().getTime(), byOption };
    return byOption.get(key);
  }
}

const isNamed = (value: ClioCustomFieldValue, name: string): boolean =>
  wordKey(value.field_name ?? '') === wordKey(name);

const optionKey = (field: string, option: string): string => `${wordKey(field)}/${option}`;
