/** Reads the fields of an SSH key blob (RFC 4251): strings and positive integers. Null where it is cut or malformed. */
export class BlobReader {
  private position = 0;

  constructor(private readonly blob: Buffer) {}

  get atEnd(): boolean {
    return this.position === this.blob.length;
  }

  string(): Buffer | null {
    if (this.position + 4 > this.blob.length) return null;
    const length = this.blob.readUInt32BE(this.position);
    const start = this.position + 4;
    if (start + length > this.blob.length) return null;
    this.position = start + length;
    return this.blob.subarray(start, this.position);
  }

  /** Without its leading zero; null for zero, negative numbers and needless zeros. */
  positiveInteger(): Buffer | null {
    const field = this.string();
    if (!field || field.length === 0) return null;
    const first = field[0] ?? 0;
    if (first > 0x7f) return null;
    if (first !== 0) return field;
    return (field[1] ?? 0) > 0x7f ? field.subarray(1) : null;
  }
}
