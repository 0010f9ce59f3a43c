/** One page of a list; the cursor leads to the next, null ends it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor: string | null;
}

/** Every item of a list whose further pages come from `<route>/continue`. */
export async function pagesOf<Item>(
  route: string,
  arg: object,
  call: (route: string, arg: object) => Promise<unknown>,
  read: (answer: unknown) => Page<Item>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let page = read(await call(route, arg));
  items.push(...page.items);
  while (page.cursor !== null) {
    page = read(await call(`${route}/continue`, { cursor: page.cursor }));
    items.push(...page.items);
  }
  return items;
}
