import { join } from "node:path";
import { readJson, writeJson } from "./json-file";

export type AclRule = Partial<
  Record<
    | "action"
    | "state"
    | "protocol"
    | "source"
    | "source_port"
    | "destination"
    | "destination_port"
    | "description"
    | "icmp_type"
    | "icmp_code",
    string
  >
>;

/** One network ACL, exactly as it is kept on disk. */
export type AclRecord = {
  name: string;
  description: string;
  config: Record<string, string>;
  ingress: AclRule[];
  egress: AclRule[];
};

/** A region's network ACLs on disk. */
export class AclStore {
  private acls: AclRecord[];
  private readonly file: string;

  constructor(folder: string) {
    this.file = join(folder, "acls.json");
    this.acls = readJson(this.file, []);
  }

  list(): readonly AclRecord[] {
    return this.acls;
  }

  find(name: string): AclRecord | undefined {
    return this.acls.find((acl) => acl.name === name);
  }

  put(acl: AclRecord): void {
    this.acls = [...this.acls.filter((other) => other.name !== acl.name), acl];
    writeJson(this.file, this.acls);
  }

  remove(name: string): void {
    this.acls = this.acls.filter((acl) => acl.name !== name);
    writeJson(this.file, this.acls);
  }
}
