import { TextLink } from "@/components/ui/text-link";

/** The instance or volume that something was used by. */
export function UsedItem(props: { itemId: string; itemName: string; typeId: string; isVolume: boolean }) {
  const place = props.isVolume ? "volumes" : "instances";
  return (
    <>
      <TextLink quiet href={`/console/${place}/${props.itemId}`} prefetch={false}>
        {props.itemName}
      </TextLink>
      <span className="figures block text-xs font-normal text-muted">{props.typeId}</span>
    </>
  );
}
