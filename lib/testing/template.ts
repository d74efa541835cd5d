/** The migrated database that every integration test file clones. */
export const TEMPLATE_DATABASE = "wattsecond_template";
