/** What was asked for. */
export interface StartWish {
  readonly documents: number;
  readonly seed: number;
  readonly json: boolean;
}
