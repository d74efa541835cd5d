"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { OpenPortView } from "@/lib/contracts/firewall";
import { say } from "@/lib/i18n/say";
import { sourcesText, whatText } from "./words";

const addressOf = ({ host, port }: NonNullable<OpenPortView["outside"]>): string => {
  const at = host.includes(":") && port !== null ? `[${host}]` : host;
  return port === null ? at : `${at}:${port}`;
};

/** What reaches the instance now: which of its ports, at which address, from where. */
export function OpenTable({ open }: { open: OpenPortView[] }) {
  const words = useMessages("firewallPages");
  const { locale } = useReader();
  const { instance } = words;
  const isSsh = ({ protocol, ports }: OpenPortView) => protocol === "tcp" && ports === "22";
  return (
    <Table
      caption={instance.open}
      testId="open-ports"
      rows={open}
      rowKey={(row) => `${row.protocol} ${row.ports} ${row.sources.join()}`}
      empty={<EmptyState title={instance.nothingOpen} text={instance.nothingOpenText} />}
      columns={[
        {
          key: "inside",
          head: instance.columns.inside,
          main: true,
          cell: (row) => (
            <>
              <span className="figures">{whatText(row, words)}</span>
              {isSsh(row) ? <span className="text-muted"> {instance.ssh}</span> : null}
            </>
          ),
        },
        {
          key: "outside",
          head: instance.columns.outside,
          cell: (row) =>
            row.outside ? (
              <span className="inline-flex items-center gap-1">
                <span data-testid="open-address" className="figures break-all">
                  {addressOf(row.outside)}
                </span>
                <CopyButton
                  text={addressOf(row.outside)}
                  what={say(instance.copy, { port: whatText(row, words) })}
                  iconOnly
                />
              </span>
            ) : (
              <span className="text-faint">{instance.notYet}</span>
            ),
        },
        {
          key: "sources",
          head: instance.columns.sources,
          cell: (row) =>
            row.sources.length === 0 ? (
              instance.everybody
            ) : (
              <span className="figures" title={row.sources.join(", ")}>
                {sourcesText(row.sources, words, locale)}
              </span>
            ),
        },
      ]}
    />
  );
}
