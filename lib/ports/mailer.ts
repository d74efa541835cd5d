export type Mail = {
  to: string;
  subject: string;
  /** Plain text; every mail is readable without HTML. */
  text: string;
  html: string;
  /** Same key, same mail: becomes the Message-ID, so that a repeated send is recognisable. */
  key: string;
};

export interface Mailer {
  send(mail: Mail): Promise<void>;
}
