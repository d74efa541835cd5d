/** Fixed, because the payment sandbox and the machines' cluster are told of them before the database is. */
export const customerAccountId = "acc_demonstrationaccount";

const letter = (index: number) => "abcdefghijklmnopqrstuvwxyz".charAt(index);

/** The payment of the plan's nth top-up. */
export const paymentId = (index: number) => `pay_demonstrationpaymen${letter(index)}`;

/** The plan's volume and its snapshot. */
export const volumeId = "vol_demonstrationvolumea";
export const snapshotId = "vsn_demonstrationsnapsha";

/** The plan's snapshot of a machine, and the image made of it. */
export const machineSnapshotId = "snp_demonstrationsnapsha";
export const imageId = "img_demonstrationimagea2";
export const firewallSetId = "fws_demonstrationfirewal";

/** The instance of the plan's nth entry. */
export const instanceId = (index: number) => `ins_demonstrationmachin${letter(index)}`;
