/** `part` of `whole` between 0 and 1, for drawing only: cut to ten-thousandths, so no amount ever becomes a float. */
export function shareOf(part: bigint, whole: bigint): number {
  if (whole <= 0n || part <= 0n) return 0;
  const tenThousandths = (part * 10_000n) / whole;
  return tenThousandths >= 10_000n ? 1 : Number(tenThousandths) / 10_000;
}
