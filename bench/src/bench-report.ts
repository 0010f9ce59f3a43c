/** What a benchmark found; `holds` says whether what it measured was also right. */
export interface BenchReport {
  readonly bench: string;
  readonly holds: boolean;
  readonly ratio: number;
  readonly [figure: string]: unknown;
}
