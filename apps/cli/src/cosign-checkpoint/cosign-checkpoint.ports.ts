/** What a witness remembers. */
export interface WitnessMemory {
  /** The checkpoint that was signed last; undefined where there is none yet. */
  recall(file: string): Promise<Buffer | undefined>;
}
