// Programs of other parties that a server talks to: a provider of OpenID Connect and a mail server, on this machine alone.
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** A program that tells what it is on its first line, as JSON, and what happens on the lines after. */
class Program<First> {
  private constructor(
    private readonly child: ChildProcess,
    readonly first: First,
  ) {}

  static async start<First>(command: string, args: string[], told: (line: string) => void = () => {}): Promise<Program<First>> {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let complaints = "";
    child.stderr?.on("data", (text) => (complaints += text));
    const lines = createInterface({ input: child.stdout! });
    const first = await new Promise<string>((done, failed) => {
      lines.once("line", (line) => {
        lines.on("line", told);
        done(line);
      });
      child.once("error", failed);
      child.once("exit", (code) => failed(new Error(`${command} ended with ${code}: ${complaints}`)));
    });
    return new Program(child, JSON.parse(first) as First);
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGTERM");
    await ended;
  }
}

/** A provider of OpenID Connect that believes any name. */
export class Provider {
  private constructor(private readonly program: Program<{ issuer: string; client_id: string; client_secret: string }>) {}

  static async start(redirect: string): Promise<Provider> {
    return new Provider(await Program.start(process.execPath, [here("oidc-provider.mjs"), redirect]));
  }

  get client() {
    return this.program.first;
  }

  end = () => this.program.end();
}

/** A mail as it came. */
export interface Mail {
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

/** A mail server that keeps what it gets. */
export class MailServer {
  private constructor(
    private readonly program: Program<{ port: number }>,
    private readonly mails: Mail[],
  ) {}

  static async start(): Promise<MailServer> {
    const mails: Mail[] = [];
    const python = process.env.PYTHON_WITH_SMTP ?? "python3";
    const program = await Program.start<{ port: number }>(python, [here("smtp-sink.py")], (line) => mails.push(JSON.parse(line) as Mail));
    return new MailServer(program, mails);
  }

  get port(): number {
    return this.program.first.port;
  }

  /** The mails that an address has got, oldest first. */
  to(address: string): Mail[] {
    return this.mails.filter((mail) => mail.to.includes(address));
  }

  end = () => this.program.end();
}
