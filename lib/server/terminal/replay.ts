/** The last of a shell's output, by position from its beginning, for whoever comes back. */
export class Replay {
  #chunks: Buffer[] = [];
  #start = 0;
  #end = 0;

  constructor(private readonly most: number) {}

  /** The position after the last byte. */
  get end(): number {
    return this.#end;
  }

  append(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#end += chunk.length;
    for (
      let [first] = this.#chunks;
      first && this.#end - this.#start - first.length >= this.most;
      [first] = this.#chunks
    ) {
      this.#chunks.shift();
      this.#start += first.length;
    }
  }

  /**
   * What follows a position. Of a position that is no longer kept (or never was), everything there is, from the first
   * whole line on; then `fresh` says that it does not continue what was seen.
   */
  since(seen: number): { from: number; fresh: boolean; output: Buffer } {
    const kept = Buffer.concat(this.#chunks);
    if (seen >= this.#start && seen <= this.#end)
      return { from: seen, fresh: false, output: kept.subarray(seen - this.#start) };
    const line = this.#start === 0 ? 0 : kept.indexOf("\n") + 1;
    return { from: this.#start + line, fresh: true, output: kept.subarray(line) };
  }
}
