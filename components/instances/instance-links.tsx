import { TextLink } from "@/components/ui/text-link";

/** The instances that use something, each with the way to it; `none` when there are none. */
export function InstanceLinks(props: {
  instances: readonly { instanceId: string; name: string }[];
  none: string;
}) {
  if (props.instances.length === 0) return <span className="text-faint">{props.none}</span>;
  return (
    <span className="flex flex-wrap gap-x-3">
      {props.instances.map(({ instanceId, name }) => (
        <TextLink quiet key={instanceId} href={`/console/instances/${instanceId}`}>
          {name}
        </TextLink>
      ))}
    </span>
  );
}
