/** Where JupyterLab listens inside a machine: for itself alone. */
export const NOTEBOOK_PORT = 8888;

/** The file by which a machine learns the token that its JupyterLab is to ask for. A unit reads it as `EnvironmentFile`. */
export const notebookTokenFile = (token: string): { path: string; content: string } => ({
  path: "/etc/portal/jupyter.env",
  content: `JUPYTER_TOKEN=${token}\n`,
});

/** A ticket leads from the portal to the notebook's own address, once. */
export const NOTEBOOK_TICKET_SECONDS = 30;
/** How long a notebook stays open in a browser; then the portal is asked again. */
export const NOTEBOOK_PASS_SECONDS = 8 * 3600;
