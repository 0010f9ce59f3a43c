import type { ClioCustomFieldValue, ClioMatter } from '@counterpart/clio-client';
import type { ClioConnections } from '@counterpart/connections';
import { wordKey, type FirmId, type MatterSnapshot } from '@counterpart/contracts';

type CustomFields = NonNullable<MatterSnapshot['customFields']>;

/** Labels of a firm’s picklists: option by field and option id. */
interface Labels {
  readonly readAt: number;
  readonly byOption: ReadonlyMap<string, string>;
}

/** An option that is not known is looked up again, but not more often than this: each look costs of Clio’s budget. */
const LABELS_AGE_MS = 60_000;

/**
 * The custom fields of matters that a firm’s policy names, as people see them. Fields that no rule reads are never
 * taken: the event store is for ever, and such fields hold birthdays and social security numbers.
 */
export class ClioCustomFields {
  readonly #labels = new Map<FirmId, Labels>();

  constructor(
    private readonly connections: ClioConnections,
    private readonly wantedOf: (firm: FirmId) => Promise<readonly string[]>,
    private readonly now: () => Date,
  ) {}

  async of(firm: FirmId, matter: ClioMatter): Promise<CustomFields> {
    const fields: CustomFields = [];
    for (const name of await this.wantedOf(firm)) {
      const found = matter.custom_field_values?.find((value) => isNamed(value, name));
      fields.push({ name, value: found === undefined ? null : await this.#shown(firm, name, found) });
    }
    return fields;
  }

  /** A picklist’s value is told as the id of an option or as its label; nobody documents when. */
  async #shown(
    firm: FirmId,
    name: string,
    { field_type: type, value }: ClioCustomFieldValue,
  ): Promise<string | null> {
    const text = value == null ? '' : String(value).trim();
    if (text === '') return null;
    if (type !== 'picklist' || !/^\d+$/.test(text)) return text;
    return (await this.#labelOf(firm, optionKey(name, text))) ?? text;
  }

  async #labelOf(firm: FirmId, key: string): Promise<string | undefined> {
    const known = this.#labels.get(firm);
    const label = known?.byOption.get(key);
    const isYoung = known !== undefined && this.now().getTime() - known.readAt < LABELS_AGE_MS;
    if (label !== undefined || isYoung) return label;
    const byOption = new Map<string, string>();
    for await (const field of this.connections.of(firm).listMatterCustomFields()) {
      for (const { id, option } of field.picklist_options ?? []) {
        byOption.set(optionKey(field.name, id), option ?? id);
      }
    }
    this.#labels.set(firm, { readAt: this.now().getTime(), byOption });
    return byOption.get(key);
  }
}

const isNamed = (value: ClioCustomFieldValue, name: string): boolean =>
  wordKey(value.field_name ?? '') === wordKey(name);

const optionKey = (field: string, option: string): string => `${wordKey(field)}/${option}`;
