import { describe, expect, it } from 'vitest';
import { FIRM_BOOK } from './firm-book.js';

const clients = FIRM_BOOK.matters.map((matter) => matter.client);

describe('the firm book', () => {
  it('names every client, practice area and attorney of a matter exactly once', () => {
    const contacts = FIRM_BOOK.contacts.map((contact) => contact.name);
    const areas = FIRM_BOOK.practiceAreas.map((area) => area.name);
    const emails = FIRM_BOOK.users.map((user) => user.email);
    for (const names of [contacts, areas, emails]) expect(new Set(names).size).toBe(names.length);
    for (const matter of FIRM_BOOK.matters) {
      expect(contacts).toContain(matter.client);
      expect(areas).toContain(matter.practiceArea);
      expect(emails).toContain(matter.responsibleAttorney);
    }
  });

  it('holds twelve matters of four characters, each with its own number', () => {
    expect(new Set(FIRM_BOOK.matters.map((matter) => matter.displayNumber)).size).toBe(12);
    expect(new Set(FIRM_BOOK.matters.map((matter) => matter.character)).size).toBe(4);
  });

  it('has clients that are equal but for case, and clients that are equal after NFC', () => {
    const folded = clients.map((name) => name.toLowerCase());
    const composed = clients.map((name) => name.normalize('NFC'));
    expect(folded.length - new Set(folded).size).toBe(1);
    expect(composed.length - new Set(composed).size).toBe(1);
  });

  it.each([
    ['every character Windows forbids but the backslash and the bar', /(?=.*\/)(?=.*")(?=.*:)(?=.*<)(?=.*>)/],
    ['200 characters', /^.{200}$/u],
    ['an emoji', /\p{Extended_Pictographic}/u],
    ['trailing dots', /\.\.\.$/],
    ['Hebrew script with a bidi mark', /\u200F.*\p{Script=Hebrew}/u],
    ['a device name of Windows', /^CON$/],
    ['spaces at both ends', /^ .* $/],
  ])('has a client name with %s', (_what, pattern) => {
    expect(clients.some((name) => pattern.test(name))).toBe(true);
  });

  it('writes only to domains that cannot exist', () => {
    const addresses = [...FIRM_BOOK.users, ...FIRM_BOOK.contacts].flatMap((person) => person.email ?? []);
    expect(addresses.filter((address) => !address.endsWith('.example'))).toEqual([]);
  });
});
