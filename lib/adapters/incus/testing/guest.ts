import { Client } from "ssh2";

export type Guest = { host: string; port: number; username: string; privateKey: string };

/** Runs a command inside a machine over SSH and returns what it printed; its exit code does not matter. */
export function runInGuest({ host, port, username, privateKey }: Guest, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    let output = "";
    let running = false;
    // A guest that switches itself off ends the connection, with or without a word, and not the command.
    client.on("error", (error) => (running ? resolve(output) : reject(error)));
    client.on("close", () => resolve(output));
    client.on("ready", () =>
      client.exec(command, (error, stream) => {
        if (error) return reject(error);
        running = true;
        stream.on("data", (chunk: Buffer) => {
          output += chunk;
        });
        stream.stderr.resume();
        stream.on("close", () => client.end());
      }),
    );
    // One whose network goes down first cannot even end the connection: it falls silent.
    const silence = { keepaliveInterval: 2_000, keepaliveCountMax: 3 };
    client.connect({ host, port, username, privateKey, readyTimeout: 20_000, ...silence });
  });
}
