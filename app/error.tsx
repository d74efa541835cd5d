"use client";
import { FailurePage } from "@/components/shell/failure-page";

export default function RouteError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return <FailurePage digest={error.digest} retry={retry} />;
}
