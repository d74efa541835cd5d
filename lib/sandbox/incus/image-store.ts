import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DiskFiles } from "./machine";

/** An image that was made here from a machine's snapshot, exactly as it is kept on disk. */
export type ImageRecord = {
  fingerprint: string;
  aliases: { name: string; description: string }[];
  properties: Record<string, string>;
  public: boolean;
  size: number;
  createdAt: string;
  lastUsedAt: string;
  /** The alias of the operator's image that its machine was made from: system and user are that one's. */
  base: string;
  files: DiskFiles;
};

/** A cluster's made images on disk, written whole and renamed into place. The operator's own are configuration. */
export class ImageStore {
  private images: ImageRecord[];
  private readonly file: string;

  constructor(folder: string) {
    this.file = join(folder, "images.json");
    this.images = read(this.file);
  }

  list(): readonly ImageRecord[] {
    return this.images;
  }

  byAlias(name: string): ImageRecord | undefined {
    return this.images.find((image) => image.aliases.some((alias) => alias.name === name));
  }

  add(image: ImageRecord): void {
    this.images.push(image);
    this.save();
  }

  remove(image: ImageRecord): void {
    this.images = this.images.filter((other) => other !== image);
    this.save();
  }

  save(): void {
    // Private: what customers wrote is in it.
    writeFileSync(`${this.file}.new`, JSON.stringify(this.images), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

function read(file: string): ImageRecord[] {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
