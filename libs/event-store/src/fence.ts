/** Proof that a consumer still holds what it works on; checked first in every transaction. */
export type Fence = { readonly resource: string; readonly epoch: bigint };
