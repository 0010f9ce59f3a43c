/** Settings of ingest under which one webhook stands for those of many firms: it may deliver as fast as it can. */
export const UNLIMITED_HOOKS: Readonly<Record<string, string>> = {
  COUNTERPART_WEBHOOK_RATE: '1000000',
  COUNTERPART_WEBHOOK_BURST: '1000000',
};
