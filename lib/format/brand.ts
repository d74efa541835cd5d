/** The name on the pages until the operator's configuration supplies one. */
export const DEFAULT_BRAND = "Wattsecond";
