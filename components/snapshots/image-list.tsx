"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { usedByColumn } from "@/components/instances/instance-links";
import { ButtonLink } from "@/components/ui/button";
import { actionsColumn, dayColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { KeptView, PrivateImageView } from "@/lib/contracts/snapshots";
import { formatBytes } from "@/lib/format/number";
import { say, sayCount } from "@/lib/i18n/say";
import type { KeptActions } from "./actions";
import { Allowance } from "./allowance";
import { shownState } from "./image-state";
import { KeptState } from "./kept-state";
import { useKept, useShowKept } from "./use-kept";

/** The account's own images, live: where, how large, who uses them, and what can be done. */
export function ImageList(props: { rendered: KeptView; actions: Pick<KeptActions, "removeImage"> }) {
  const words = useMessages("imagePages");
  const { locale, zone } = useReader();
  const kept = useKept(props.rendered);
  const columns: Column<PrivateImageView>[] = [
    {
      key: "name",
      head: words.name,
      main: true,
      cell: (row) => (
        <>
          {row.name}
          <span className="block text-xs font-normal text-muted">
            {say(words.grownFrom, {
              instance: row.fromInstance.name,
              base: row.baseImageName,
              gib: row.minDiskGib,
            })}
          </span>
          {row.missingSince ? (
            <span className="block max-w-text text-xs font-normal text-danger">
              <Rich
                text={words.missing}
                values={{
                  time: <Time at={row.missingSince} locale={locale} zone={zone} precision="second" />,
                }}
              />
            </span>
          ) : null}
          {row.deletedAt ? (
            <span className="block text-xs font-normal text-danger">
              <Rich
                text={words.deletion}
                values={{
                  time: <Time at={row.deletedAt} locale={locale} zone={zone} precision="second" />,
                }}
              />
            </span>
          ) : null}
        </>
      ),
    },
    { key: "region", head: words.region, cell: (row) => row.regionName },
    {
      key: "state",
      head: words.state,
      cell: (row) => (
        <KeptState
          state={shownState(row)}
          word={words.states[shownState(row)]}
          note={row.percent === null ? undefined : say(words.percent, { percent: row.percent })}
          detail={row.state === "failed" ? row.stateDetail : null}
        />
      ),
    },
    {
      key: "size",
      head: words.size,
      align: "end",
      cell: (row) => (row.sizeBytes === null ? "–" : formatBytes(row.sizeBytes, locale)),
    },
    usedByColumn(words.usedBy, words.unused),
    dayColumn(words.made, (row) => row.createdAt, { locale, zone }),
    actionsColumn(words.actions, (row) => (
      <>
        {shownState(row) === "ready" ? (
          <ButtonLink href={launchPath(row)} size="sm">
            {words.launch}
          </ButtonLink>
        ) : null}
        {row.state === "ready" || row.state === "failed" ? (
          <DeleteImage row={row} removeImage={props.actions.removeImage} />
        ) : null}
      </>
    )),
  ];
  return (
    <>
      <Table
        caption={words.caption}
        columns={columns}
        rows={kept.images}
        rowKey={(row) => row.id}
        empty={
          <EmptyState
            title={words.emptyTitle}
            text={words.emptyText}
            action={<TextLink href="/console/instances">{words.emptyAction}</TextLink>}
          />
        }
      />
      <Allowance {...kept} />
    </>
  );
}

const launchPath = ({ id, regionId, fromInstance }: PrivateImageView) =>
  `/console/launch?region=${regionId}&type=${fromInstance.typeId}&image=${id}`;

function DeleteImage(props: { row: PrivateImageView; removeImage: KeptActions["removeImage"] }) {
  const words = useMessages("imagePages").delete;
  const { locale } = useReader();
  const show = useShowKept();
  const { row } = props;
  return (
    <ConfirmDialog
      button={{ children: words.verb, size: "sm" }}
      title={say(words.title, { name: row.name })}
      action={props.removeImage}
      fields={{ imageId: row.id }}
      confirm={words.verb}
      onSuccess={show}
      danger
    >
      <p>{words.text}</p>
      {row.usedBy.length > 0 ? <p>{sayCount(locale, words.used, row.usedBy.length)}</p> : null}
    </ConfirmDialog>
  );
}
